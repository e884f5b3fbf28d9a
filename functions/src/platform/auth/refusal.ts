import { Problem, unavailable } from "../problems.js";

export const unauthenticated = (cause?: unknown): Problem =>
  new Problem("unauthenticated", { headers: { "WWW-Authenticate": 'Bearer realm="firecast"' }, cause });

/** Firebase's own codes say that the token is bad; any other failure says nothing about the token. */
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
  throw error instanceof Problem ? error : unavailable(error);
}
