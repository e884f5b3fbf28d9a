import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.js";
import { seconds } from "../clock.js";
import type { Firebase } from "../firebase.js";
import { within } from "../grpc.js";
import { sha256 } from "../ids.js";
import { Problem, unavailable } from "../problems.js";
import { TokenClaims, type User, userFromClaims } from "./user.js";

/** Turns a proof of identity into a user or throws `unauthenticated`. */
export interface Verifier {
  idToken(token: string): Promise<User>;
  sessionCookie(cookie: string): Promise<User>;
}

/** A token found good is trusted this long without asking again: the bound on how late a revocation is noticed. */
const trustFor = seconds(30);

export function firebaseVerifier(firebase: Firebase, clock: Clock): Verifier {
  const known = new LRUCache<string, User>({ max: 10_000, ttl: trustFor });

  const verified = async (kind: string, proof: string, verify: () => Promise<unknown>): Promise<User> => {
    // What is good as one kind of proof is not good as the other.
    const key = sha256(`${kind} ${proof}`);
    const cached = known.get(key);
    if (cached && cached.expiresAt > clock.now()) return cached;
    const claims = TokenClaims.safeParse(await within(seconds(5), "token check", verify()).catch(refuse));
    if (!claims.success) throw unauthenticated();
    const user = userFromClaims(claims.data);
    known.set(key, user);
    return user;
  };

  return {
    idToken: (token) =>
      verified("token", token, async () => (await firebase.auth()).verifyIdToken(token, true)),
    sessionCookie: (cookie) =>
      verified("cookie", cookie, async () => (await firebase.auth()).verifySessionCookie(cookie, true)),
  };
}

export const unauthenticated = (cause?: unknown): Problem =>
  new Problem("unauthenticated", { headers: { "WWW-Authenticate": 'Bearer realm="firecast"' }, cause });

/** Firebase's own codes say that the token is bad; whatever else happened says nothing about the token. */
const badToken: ReadonlySet<string> = new Set([
  "auth/argument-error",
  "auth/invalid-argument",
  "auth/id-token-expired",
  "auth/id-token-revoked",
  "auth/invalid-id-token",
  "auth/session-cookie-expired",
  "auth/session-cookie-revoked",
  "auth/invalid-session-cookie",
  "auth/user-disabled",
  "auth/user-not-found",
]);

export function refuse(error: unknown): never {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code === "string" && badToken.has(code)) throw unauthenticated(error);
  throw unavailable(error);
}
