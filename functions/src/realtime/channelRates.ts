import type { Channel } from "@firecast/contract/core/channel";
import type { EventRate } from "@firecast/contract/core/channelKind";
import { Problem } from "../platform/problems.js";
import type { FleetBuckets } from "../platform/rates/fleetBuckets.js";
import type { MinuteLimit } from "../platform/rates/ledger.js";
import { headersOf } from "../platform/rates/rateLimit.js";
import type { WarnNear } from "../platform/rates/warnings.js";

/** How many events a user may cause in a channel, and all users together: the rates of the catalogue, over all instances. */
export interface RateLimits {
  /**
   * Counts `tokens` events, default 1. To be called once it is known that the user may publish: others must not spend what
   * the channel may take. @throws Problem `rate_limited` with `Retry-After`; `invalid_request` for more at once than there ever is.
   */
  take(uid: string, channel: Channel, tokens?: number): Promise<void>;
}

interface Deps {
  readonly buckets: FleetBuckets;
  /** `REALTIME_RATE_FACTOR`: multiplies every limit. */
  readonly factor: number;
  readonly warnNear: WarnNear;
}

interface Bucket extends MinuteLimit {
  readonly key: string;
  /** As callers see it in `RateLimit-Policy`. */
  readonly name: string;
}

interface Publishing {
  readonly userId: string;
  /** The channel's name. */
  readonly endpoint: string;
}

export function rateLimits({ buckets, factor, warnNear }: Deps): RateLimits {
  const take = async (bucket: Bucket, tokens: number, { userId, endpoint }: Publishing): Promise<void> => {
    const standing = await buckets.take(bucket.key, bucket, tokens);
    const rate = { ...bucket, perSecond: bucket.perMinute / 60 };
    warnNear({ bucket: `${bucket.name} ${endpoint}`, rate, left: standing.left, userId, endpoint });
    headersOf(rate, standing);
  };
  return {
    take: async (uid, { kind, name }, tokens = 1) => {
      const { user, channel } = kind.rate;
      const ofUser = { key: `${uid} ${name}`, name: "events", ...times(user, factor) };
      const ofAll = channel && { key: name, name: "channel", ...times(channel, factor) };
      const most = Math.min(ofUser.burst, ofAll?.burst ?? Infinity);
      if (tokens > most) {
        throw new Problem("invalid_request", { detail: `At most ${most} events at once for ${name}.` });
      }
      const publishing = { userId: uid, endpoint: name };
      await take(ofUser, tokens, publishing);
      if (!ofAll) return;
      try {
        await take(ofAll, tokens, publishing);
      } catch (refusal) {
        buckets.giveBack(ofUser.key, tokens);
        throw refusal;
      }
    },
  };
}

const times = ({ perMinute, burst = perMinute }: EventRate, factor: number): MinuteLimit => ({
  perMinute: perMinute * factor,
  burst: burst * factor,
});
