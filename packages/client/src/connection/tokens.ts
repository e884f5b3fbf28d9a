import { isRecord } from "../stream/wire.js";
import type { RealtimeOptions } from "../types/options.js";

/** Who a request is made as. `expiresAt`: ms since the epoch. */
export interface Identity {
  readonly token: string | undefined;
  readonly uid: string | undefined;
  readonly expiresAt: number | undefined;
}

export interface Tokens {
  /** The present identity; null: no user is signed in. Calls at the same time share one. Rejects as `getToken` does. */
  get(force: boolean): Promise<Identity | null>;
}

/** Without `getToken` the browser's cookie says who it is, if there is one. */
export function tokenSource(getToken: RealtimeOptions["getToken"]): Tokens {
  const asking = new Map<boolean, Promise<Identity | null>>();
  const ask = async (force: boolean): Promise<Identity | null> => {
    if (!getToken) return { token: undefined, uid: undefined, expiresAt: undefined };
    const token = await getToken({ force });
    return token ? { token, ...claimsOf(token) } : null;
  };
  return {
    get: (force) => {
      const known = asking.get(force);
      if (known) return known;
      const asked = ask(force).finally(() => asking.delete(force));
      asking.set(force, asked);
      return asked;
    },
  };
}

/** Of a JWT, without a look at its signature: the server does that. */
export function claimsOf(token: string): Pick<Identity, "uid" | "expiresAt"> {
  try {
    const text = atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const { sub, exp } = isRecord(claims) ? claims : {};
    return {
      uid: typeof sub === "string" ? sub : undefined,
      expiresAt: typeof exp === "number" ? exp * 1000 : undefined,
    };
  } catch {
    return { uid: undefined, expiresAt: undefined };
  }
}
