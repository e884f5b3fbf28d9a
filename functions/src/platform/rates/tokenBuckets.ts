import { lazyCache } from "../concurrency/lazyCache.js";
import type { Clock } from "../clock.js";

/** A token bucket's size and refill: `burst` at once, then `perSecond`. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** How a bucket stands after it was asked. */
export interface Standing {
  readonly passed: boolean;
  /** Whole tokens that are left now. */
  readonly left: number;
  /** Until the tokens that were asked for are there, ms; 0 if they were. Infinity for more than the bucket holds. */
  readonly waitMs: number;
}

/** Token buckets by key, in this process's memory: what bounds one instance bounds nothing over all of them. */
export interface TokenBuckets {
  /** Takes `tokens`, default 1, or nothing if there are not so many. */
  take(key: string, rate: Rate, tokens?: number): Standing;
  /** How `take` of one token would end. */
  look(key: string, rate: Rate): Standing;
  /** Takes what was spent already, such as bytes that were sent: the bucket may owe as much as it holds, not more. */
  charge(key: string, rate: Rate, tokens: number): void;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Of more buckets than that, the one used longest ago is forgotten, and so is full again. */
const kept = 50_000;

export function tokenBuckets(clock: Clock): TokenBuckets {
  const buckets = lazyCache<string, Bucket>({ max: kept });

  const refilled = (key: string, { burst, perSecond }: Rate): number => {
    const bucket = buckets.get(key);
    if (!bucket) return burst;
    // A clock that is set back takes nothing away.
    const passedMs = Math.max(0, clock.now() - bucket.at);
    return Math.min(burst, bucket.tokens + (passedMs * perSecond) / 1000);
  };
  const store = (key: string, tokens: number): void => void buckets.set(key, { tokens, at: clock.now() });

  return {
    take: (key, rate, wanted = 1) => {
      const available = refilled(key, rate);
      const standing = standingOf(rate, available, wanted);
      store(key, standing.passed ? available - wanted : available);
      return standing;
    },
    look: (key, rate) => standingOf(rate, refilled(key, rate), 1),
    charge: (key, rate, spent) => store(key, Math.max(-rate.burst, refilled(key, rate) - spent)),
  };
}

function standingOf(rate: Rate, available: number, wanted: number): Standing {
  const passed = available >= wanted;
  return {
    passed,
    left: Math.max(0, Math.floor(passed ? available - wanted : available)),
    waitMs: passed ? 0 : waitMs(rate, wanted - available, wanted),
  };
}

const waitMs = ({ burst, perSecond }: Rate, missing: number, wanted: number): number =>
  wanted > burst ? Infinity : (missing / perSecond) * 1000;

/** The same rate, so many times: `REALTIME_RATE_FACTOR` multiplies every limit. */
export const times = ({ perSecond, burst }: Rate, factor: number): Rate => ({
  perSecond: perSecond * factor,
  burst: burst * factor,
});
