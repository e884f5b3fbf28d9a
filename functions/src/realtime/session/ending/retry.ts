import type { ReconnectReason } from "@firecast/contract/core/events";
import { assertNever } from "../../../platform/assertNever.js";
import { hours, seconds } from "../../../platform/clock.js";
import type { Random } from "../../../platform/ids.js";

/**
 * How long a client shall wait before it comes back, ms. When many are sent away at once (`together`), they are spread so
 * that about 500 a second return, at most over 30 s.
 */
export function retryAfter(reason: ReconnectReason, together: number, random: Random): number {
  const spread = Math.min(seconds(30), Math.max(1000, together * 2));
  switch (reason) {
    case "shutting_down":
      return Math.round(250 + random() * spread);
    case "overloaded":
    case "unavailable":
      return Math.round(2000 + random() * seconds(8));
    case "connection_limit":
      // A newer tab took the place: an EventSource that cannot be told to stop must not push it out again.
      return hours(1);
    case "rate_limited": // after the time that the limit names
    case "lifetime":
    case "idle":
    case "token_expiring":
    case "byte_budget":
    case "slow_reader":
    case "rights_changed":
      return Math.round(250 + random() * 750);
    default:
      return assertNever(reason);
  }
}

/** `retry:` of a stream's first frame: about a second. A long poll is asked back at once. */
export const firstRetryMs = (poll: boolean, random: Random): number =>
  poll ? 50 : Math.round(750 + random() * 500);

/** Of a long poll that a newer connection replaced: at once, it would push that one out, and so on in a circle. */
export const replacedPollRetryMs = seconds(10);
