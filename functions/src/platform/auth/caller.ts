import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { sha256 } from "../ids.js";
import { bearerToken, type Identity, sessionCookie } from "./identify.js";
import type { Services } from "./services.js";
import type { User } from "./user.js";

/** Who asks: a user, another backend by its service account, or one without an account. */
export type Caller =
  | { readonly type: "user"; readonly user: User }
  | { readonly type: "service"; readonly email: string }
  /** A caller that knows the secret that jobs are run with. */
  | { readonly type: "scheduler" }
  | { readonly type: "anonymous" };

export const asUser = (user: User): Caller => ({ type: "user", user });

export const anonymous: Caller = { type: "anonymous" };

/** Undefined stands for a caller without an account. */
export const asCaller = (user: User | undefined): Caller => (user ? asUser(user) : anonymous);

/** What limits count a caller by: a uid, or what no uid can be. Undefined without an account. */
export function keyOf(caller: Caller): string | undefined {
  switch (caller.type) {
    case "user":
      return caller.user.uid;
    case "service":
      return `service ${caller.email}`;
    case "scheduler":
      return "the scheduler";
    case "anonymous":
      return undefined;
  }
}

/** For routes that not only users may call. */
export interface Callers {
  /** Who brings no proof at all is anonymous. @throws Problem as `Identity` and `Services` for a proof that is no good. */
  identify(req: IncomingMessage): Promise<Caller>;
}

/** `cronSecret` as a bearer token stands for the scheduler. */
export const requestCallers = (
  identity: Identity,
  services: Services,
  cronSecret: string | undefined,
): Callers => ({
  identify: async (req) => {
    const { authorization, cookie } = req.headers;
    if (authorization === undefined && sessionCookie(cookie) === undefined) return anonymous;
    const token = bearerToken(authorization);
    if (token !== undefined && cronSecret !== undefined && isSame(token, cronSecret))
      return { type: "scheduler" };
    if (token !== undefined && services.issued(token))
      return { type: "service", email: await services.verify(token) };
    return asUser(await identity.identify(req));
  },
});

/** In a time that tells nothing of where they differ. */
const isSame = (given: string, secret: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(secret)));
