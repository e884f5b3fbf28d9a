import { type Clock, minutes, toTimestamp } from "../clock.js";
import { lazyCache } from "../concurrency/lazyCache.js";
import type { Rate } from "./tokenBuckets.js";

/** What a user is told who comes near a limit. */
export interface Warning {
  readonly userId: string;
  /** What is limited: a route with its method, or a channel. */
  readonly endpoint: string;
  /** How many more may pass now. */
  readonly remaining: number;
  /** When as many as ever may pass again, RFC 3339. */
  readonly resetTime: string;
  readonly timestamp: string;
}

interface Sight {
  /** Names the bucket: of each, a user is warned once in a while. */
  readonly bucket: string;
  readonly rate: Rate;
  /** Tokens that are left. */
  readonly left: number;
  readonly userId: string;
  readonly endpoint: string;
}

/** Tells users that they come near a limit, before or when it refuses them. To be shown how each bucket stands that was asked. */
export type WarnNear = (sight: Sight) => void;

/** A tenth of a limit is left. */
const nearShare = 0.1;
/** On one instance, of one limit; more would be a load of their own. */
const onceIn = minutes(1);
const remembered = 10_000;

interface Deps {
  readonly clock: Clock;
  tell(warning: Warning): void;
}

export function rateWarnings({ clock, tell }: Deps): WarnNear {
  const warnedAt = lazyCache<string, number>({ max: remembered });
  return ({ bucket, rate, left, userId, endpoint }) => {
    if (left > rate.burst * nearShare) return;
    const now = clock.now();
    const key = `${userId} ${bucket}`;
    if (now - (warnedAt.get(key) ?? -Infinity) < onceIn) return;
    warnedAt.set(key, now);
    const resetTime = toTimestamp(Math.ceil(now + ((rate.burst - left) / rate.perSecond) * 1000));
    tell({ userId, endpoint, remaining: left, resetTime, timestamp: toTimestamp(now) });
  };
}
