import { LRUCache } from "lru-cache";
import { type Channel, kindOf } from "../contract/channel.js";
import type { Clock } from "../platform/clock.js";
import { Problem, rateLimited } from "../platform/problems.js";

/** Token buckets per user and channel, on this instance: the catalogue's rate bounds what one instance lets through. */
export interface RateLimits {
  /** @throws Problem `rate_limited` with `Retry-After`; `invalid_request` for more at once than there ever is. */
  take(uid: string, channel: Channel, tokens?: number): void;
}

interface Bucket {
  tokens: number;
  at: number;
}

export function rateLimits(clock: Clock, factor: number): RateLimits {
  const buckets = new LRUCache<string, Bucket>({ max: 50_000 });
  return {
    take: (uid, channel, wanted = 1) => {
      const { rate } = kindOf(channel);
      const perMs = (rate.perSecond * factor) / 1000;
      const burst = rate.burst * factor;
      if (wanted > burst) {
        throw new Problem("invalid_request", {
          detail: `At most ${burst} events at once for ${channel.name}.`,
        });
      }
      const now = clock.now();
      const key = `${uid} ${channel.name}`;
      const { tokens, at } = buckets.get(key) ?? { tokens: burst, at: now };
      const available = Math.min(burst, tokens + Math.max(0, now - at) * perMs);
      if (available < wanted) {
        buckets.set(key, { tokens: available, at: now });
        throw rateLimited((wanted - available) / perMs);
      }
      buckets.set(key, { tokens: available - wanted, at: now });
    },
  };
}
