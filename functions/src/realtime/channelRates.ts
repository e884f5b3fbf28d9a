import type { Channel } from "@firecast/contract/channel";
import type { EventRate } from "@firecast/contract/channelKind";
import type { Clock } from "../platform/clock.js";
import { Problem } from "../platform/problems.js";
import { spend } from "../platform/rates/rateLimit.js";
import { type Rate, times, tokenBuckets } from "../platform/rates/tokenBuckets.js";

/** How many events a user may cause in a channel, and all users together: the rates of the catalogue. */
export interface RateLimits {
  /**
   * Counts `tokens` events, default 1. To be called once it is known that the user may publish: others must not spend what
   * the channel may take. @throws Problem `rate_limited` with `Retry-After`; `invalid_request` for more at once than there ever is.
   */
  take(uid: string, channel: Channel, tokens?: number): Promise<void>;
}

export function rateLimits(clock: Clock, factor: number): RateLimits {
  const buckets = tokenBuckets(clock);
  const spendAll = (uid: string, { kind, name }: Channel, wanted: number): void => {
    const limits = [
      { key: `${uid} ${name}`, name: "events", rate: kind.rate.user },
      ...(kind.rate.channel ? [{ key: name, name: "channel", rate: kind.rate.channel }] : []),
    ].map((limit) => ({ ...limit, ...times(rateOf(limit.rate), factor) }));
    for (const { burst } of limits) {
      if (wanted <= burst) continue;
      throw new Problem("invalid_request", { detail: `At most ${burst} events at once for ${name}.` });
    }
    for (const limit of limits) spend(buckets, limit.key, limit, wanted);
  };
  return {
    take: (uid, channel, wanted = 1) => Promise.resolve().then(() => spendAll(uid, channel, wanted)),
  };
}

const rateOf = ({ perMinute, burst = perMinute }: EventRate): Rate => ({ perSecond: perMinute / 60, burst });
