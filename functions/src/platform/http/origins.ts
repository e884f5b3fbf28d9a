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
/** The same of durable streams. */
const exposedOfStreams =
  "ETag, Stream-Next-Offset, Stream-Cursor, Stream-Up-To-Date, Stream-Closed, Stream-TTL, Stream-Expires-At, " +
  "Stream-SSE-Data-Encoding, Producer-Epoch, Producer-Seq, Producer-Expected-Seq, Producer-Received-Seq";
/** What a page may send to durable streams. */
const takenByStreams =
  "If-None-Match, Stream-Seq, Stream-TTL, Stream-Expires-At, Stream-Closed, " +
  "Stream-Forked-From, Stream-Fork-Offset, Stream-Fork-Sub-Offset, Producer-Id, Producer-Epoch, Producer-Seq";

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

/** What a page may send, and by which methods. */
const asked = {
  methods: "GET, POST, PUT, PATCH, DELETE",
  headers: "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Firebase-AppCheck",
};

/**
 * CORS for an exact list of origins (https://fetch.spec.whatwg.org/#http-cors-protocol); others get no header, except where
 * `isForAny` says so of a path: there a page of any origin may bring a bearer token or a link, but no cookie.
 */
export function cors(
  allowedOrigins: readonly string[],
  isForAny: (path: string) => boolean = () => false,
): RequestHandler {
  return (req, res, next) => {
    res.vary("Origin");
    const origin = req.headers.origin;
    const isAllowed = origin !== undefined && allowedOrigins.includes(origin);
    const forAny = origin !== undefined && isForAny(req.path);
    for (const [name, value] of Object.entries(readableBy(origin, allowedOrigins))) res.set(name, value);
    if (forAny && !isAllowed) res.set("Access-Control-Allow-Origin", "*");
    if (forAny) res.set("Access-Control-Expose-Headers", `${exposed}, ${exposedOfStreams}`);
    if (req.method !== "OPTIONS") {
      next();
      return;
    }
    if (isAllowed || forAny) {
      res.set("Access-Control-Allow-Methods", asked.methods);
      res.set("Access-Control-Allow-Headers", forAny ? `${asked.headers}, ${takenByStreams}` : asked.headers);
      res.set("Access-Control-Max-Age", "7200");
    }
    res.status(204).end();
  };
}
