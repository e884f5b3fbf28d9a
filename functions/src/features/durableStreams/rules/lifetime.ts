import { seconds } from "../../../platform/clock.js";

/** How long a stream lives: until a time, or until it was neither read nor written for so long. */
export interface Lifetime {
  readonly ttlSeconds?: number | undefined;
  /** RFC 3339, as it was given. */
  readonly expiresAt?: string | undefined;
}

/** When a stream ends that was last used then, ms since the epoch; undefined: never. */
export function expiryOf({ ttlSeconds, expiresAt }: Lifetime, touchedAt: number): number | undefined {
  if (expiresAt !== undefined) return Date.parse(expiresAt);
  return ttlSeconds === undefined ? undefined : touchedAt + seconds(ttlSeconds);
}

export const isExpired = ({ expiry }: { expiry?: number | undefined }, now: number): boolean =>
  expiry !== undefined && now >= expiry;

/** A read is noted when an eighth of the time to live is over, a minute at most: not each read is a write. */
export function wantsTouch(
  { ttlSeconds, touchedAt }: Lifetime & { touchedAt: number },
  now: number,
): boolean {
  return ttlSeconds !== undefined && now - touchedAt >= Math.min(seconds(ttlSeconds) / 8, seconds(60));
}

/** What a fork gets that asks for `own`: its own, else its source's. */
export const forkLifetime = (source: Lifetime, own: Lifetime): Lifetime =>
  own.ttlSeconds === undefined && own.expiresAt === undefined ? source : own;

/** Times are compared, not texts. */
export const isSameLifetime = (a: Lifetime, b: Lifetime): boolean =>
  a.ttlSeconds === b.ttlSeconds && timeOf(a.expiresAt) === timeOf(b.expiresAt);

const timeOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(text);
