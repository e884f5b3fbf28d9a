import { type Channel } from "@firecast/contract/channel";
import type { Clock } from "../platform/clock.js";
import { Problem } from "../platform/problems.js";
import { spend } from "../platform/rates/rateLimit.js";
import { times, tokenBuckets } from "../platform/rates/tokenBuckets.js";

/** Token buckets per user and channel, on this instance: the catalogue's rate bounds what one instance lets through. */
export interface RateLimits {
  /** @throws Problem `rate_limited` with `Retry-After`; `invalid_request` for more at once than there ever is. */
  take(uid: string, channel: Channel, tokens?: number): void;
}

export function rateLimits(clock: Clock, factor: number): RateLimits {
  const buckets = tokenBuckets(clock);
  return {
    take: (uid, channel, wanted = 1) => {
      const rate = times(channel.kind.rate, factor);
      if (wanted > rate.burst) {
        throw new Problem("invalid_request", {
          detail: `At most ${rate.burst} events at once for ${channel.name}.`,
        });
      }
      spend(buckets, `${uid} ${channel.name}`, { name: "channel", ...rate }, wanted);
    },
  };
}
