import type { IncomingMessage } from "node:http";
import type { RequestHandler } from "express";

/**
 * Same origin as the address the client sees (Hosting and load balancers forward it), or on the allow-list. The scheme
 * counts: a page that came unencrypted may have been changed on the way.
 */
export function sameOrigin(req: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const origin = req.headers.origin;
  if (origin === undefined || !URL.canParse(origin)) return false;
  const forwarded = req.headers["x-forwarded-host"];
  const host = typeof forwarded === "string" ? forwarded : req.headers.host;
  return allowedOrigins.includes(origin) || (Boolean(host) && origin === `${schemeOf(req)}://${host}`);
}

/** Google's front end says which it was (`X-Forwarded-Proto`), and Hosting knows encrypted requests only. */
function schemeOf({ headers, socket }: IncomingMessage): string {
  const forwarded = headers["x-forwarded-proto"];
  if (typeof forwarded === "string") return forwarded.split(",")[0]?.trim() ?? "";
  return headers["x-forwarded-host"] !== undefined || "encrypted" in socket ? "https" : "http";
}

/** What a page may read of an answer, beside what it always may. */
const exposed = "Retry-After, Location, Idempotent-Replayed, RateLimit-Policy, RateLimit";

/** What lets a page of this origin read an answer; empty for an origin that is not on the list. */
export const readableBy = (
  origin: string | undefined,
  allowedOrigins: readonly string[],
): Readonly<Record<string, string>> =>
  origin !== undefined && allowedOrigins.includes(origin)
    ? {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": exposed,
      }
    : {};

/** CORS for an exact list of origins (https://fetch.spec.whatwg.org/#http-cors-protocol); others get no header. */
export function cors(allowedOrigins: readonly string[]): RequestHandler {
  return (req, res, next) => {
    res.vary("Origin");
    const origin = req.headers.origin;
    for (const [name, value] of Object.entries(readableBy(origin, allowedOrigins))) res.set(name, value);
    if (req.method !== "OPTIONS") {
      next();
      return;
    }
    if (origin !== undefined && allowedOrigins.includes(origin)) {
      res.set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
      res.set("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, Last-Event-ID");
      res.set("Access-Control-Max-Age", "7200");
    }
    res.status(204).end();
  };
}
