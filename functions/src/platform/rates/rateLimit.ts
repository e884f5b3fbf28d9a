import { type Problem, rateLimited } from "../problems.js";
import type { Rate, Standing, TokenBuckets } from "./tokenBuckets.js";

/** A rate with the name that callers see in `RateLimit-Policy`. */
export interface RateLimit extends Rate {
  readonly name: string;
}

/** `RateLimit-Policy` and `RateLimit` of one answer. */
export type RateHeaders = Readonly<Record<string, string>>;

/** Takes `tokens` of the key's bucket. @throws Problem `rate_limited`, 429, with `Retry-After` and the headers. */
export const spend = (buckets: TokenBuckets, key: string, limit: RateLimit, tokens = 1): RateHeaders =>
  headersOf(limit, buckets.take(`${limit.name} ${key}`, limit, tokens));

/** The headers of a call that may pass. @throws Problem `rate_limited` for another, with the headers and `Retry-After`. */
export function headersOf(limit: RateLimit, standing: Standing): RateHeaders {
  const headers = rateHeaders(limit, standing);
  if (!standing.passed) throw rateLimited(standing.waitMs, headers);
  return headers;
}

/** What `spend` of one token would throw. */
export function refusalOf(buckets: TokenBuckets, key: string, limit: RateLimit): Problem | undefined {
  const standing = buckets.look(`${limit.name} ${key}`, limit);
  return standing.passed ? undefined : rateLimited(standing.waitMs, rateHeaders(limit, standing));
}

/** The refusal of a queue whose places are all taken, with the same headers as a limit's. */
export function queueFull(name: string, places: number): Problem {
  const limit = { name, burst: places, perSecond: places };
  return rateLimited(1000, rateHeaders(limit, { passed: false, left: 0, waitMs: 1000 }));
}

/**
 * How a limit stands, for callers (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/): `q` at once,
 * full again after `w` seconds; `r` are left, and in `t` seconds there are `q` again.
 */
export function rateHeaders({ name, burst, perSecond }: RateLimit, { left }: Standing): RateHeaders {
  const inSeconds = (tokens: number): number => Math.max(1, Math.ceil(tokens / perSecond));
  return {
    "RateLimit-Policy": `"${name}";q=${Math.floor(burst)};w=${inSeconds(burst)}`,
    RateLimit: `"${name}";r=${left};t=${inSeconds(burst - left)}`,
  };
}
