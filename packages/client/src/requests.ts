import { pauseAfter, retryAfterMs } from "./connection/backoff.js";
import type { Request } from "./connection/history.js";
import type { Identity } from "./connection/tokens.js";
import type { Environment } from "./environment/environment.js";
import { isRecord, problemOf } from "./stream/wire.js";
import { RealtimeError } from "./types/errors.js";
import type { Published, SendOptions } from "./types/options.js";

interface RequestDeps {
  readonly env: Environment;
  readonly url: string;
  /** Null: nobody is signed in. */
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
    const answer = await once(path, init, false);
    if (answer.status !== 401) return answer;
    return await once(path, init, true).catch(() => answer);
  };
}

/** How long a publication is tried, ms. */
const sendForMs = 30_000;

/** See `Realtime.send`. */
export async function sendEvent(
  { env, request }: { env: Environment; request: Request },
  publication: { channel: string; type: string; data: unknown },
  { idempotencyKey = env.uuid(), signal }: SendOptions,
): Promise<Published> {
  const init: RequestInit = {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": idempotencyKey },
    body: JSON.stringify(publication),
    ...(signal && { signal }),
  };
  const deadline = env.now() + sendForMs;
  for (let failures = 0; ; failures++) {
    const outcome = await attempt(env, request, init, publication.channel);
    if (outcome.type === "published") return outcome.published;
    const ms = pauseAfter(failures, env.random, { leastMs: outcome.leastMs });
    if (!outcome.again || env.now() + ms > deadline || signal?.aborted) throw outcome.error;
    await new Promise<void>((resolve) => void env.after(ms, resolve));
  }
}

type Outcome =
  | { readonly type: "published"; readonly published: Published }
  | {
      readonly type: "failed";
      readonly error: RealtimeError;
      readonly again: boolean;
      readonly leastMs: number | undefined;
    };

async function attempt(
  env: Environment,
  request: Request,
  init: RequestInit,
  channel: string,
): Promise<Outcome> {
  let answer: Response;
  try {
    answer = await request("/api/realtime/publish", init);
  } catch (cause) {
    if (cause instanceof RealtimeError)
      return { type: "failed", error: cause, again: false, leastMs: undefined };
    const error = new RealtimeError("connection", "The server could not be reached.", { channel, cause });
    return { type: "failed", error, again: true, leastMs: undefined };
  }
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.ok && isPublished(body)) return { type: "published", published: body };
  const problem = problemOf(body);
  const text = problem?.detail ?? problem?.title ?? `The server answered ${answer.status}.`;
  return {
    type: "failed",
    error: new RealtimeError("request", text, { channel, problem }),
    again: answer.status === 429 || answer.status >= 500,
    leastMs: retryAfterMs(answer.headers.get("Retry-After"), env.now()),
  };
}

const isPublished = (body: unknown): body is Published => isRecord(body) && Array.isArray(body["events"]);
