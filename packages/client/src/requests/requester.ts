import type { Request } from "./history.js";
import type { Identity } from "../connection/tokens.js";
import type { Environment } from "../environment/environment.js";
import { RealtimeError } from "../types/errors.js";

interface RequestDeps {
  readonly env: Environment;
  readonly url: string;
  /** Null: no user is signed in. */
  identify(force: boolean): Promise<Identity | null>;
}

/** Requests as the user: after a 401 once more with a token that was fetched by force. */
export function requester({ env, url, identify }: RequestDeps): Request {
  const once = async (path: string, init: RequestInit, force: boolean): Promise<Response> => {
    const identity = await identify(force);
    if (!identity) throw new RealtimeError("unauthenticated", "Nobody is signed in.");
    const headers = new Headers(init.headers);
    if (identity.token !== undefined) headers.set("Authorization", `Bearer ${identity.token}`);
    const credentials = identity.token === undefined ? "include" : "omit";
    return env.fetch(url + path, { ...init, headers, credentials });
  };
  return async (path, init = {}) => {
    // Another server would get the token.
    if (!path.startsWith("/")) throw new RealtimeError("request", "A path begins with a slash.");
    const answer = await once(path, init, false);
    if (answer.status !== 401) return answer;
    return await once(path, init, true).catch((error: unknown) => {
      // A new token that cannot be had now is no refusal.
      if (error instanceof RealtimeError) return answer;
      throw error;
    });
  };
}
