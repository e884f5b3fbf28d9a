import { assertNever } from "../../../platform/assertNever.js";
import { hours, minutes, seconds } from "../../../platform/clock.js";
import type { Random } from "../../../platform/ids.js";
import type { Refusal } from "./errors.js";

const first = seconds(10);
const longest = hours(1);
/** Tries of what fails for no known reason. */
const triesOfUnknown = 3;
/** FCM may be about to deliver what it did not answer. */
const unansweredWaits = minutes(2);

/**
 * How long to wait before a message is tried again, ms; undefined if it never is. Exponential with full jitter: senders
 * that failed together come back apart. A wait that FCM asked for is kept whole, and the jitter comes on top.
 */
export function retryIn(
  { handling, retryAfterMs = 0 }: Refusal,
  attempts: number,
  random: Random,
): number | undefined {
  const jittered = random() * Math.min(longest, first * 2 ** Math.min(attempts - 1, 20));
  switch (handling) {
    case "throttled":
    case "transient":
    case "configuration":
      return Math.ceil(retryAfterMs + jittered);
    case "unknown":
      return attempts < triesOfUnknown ? Math.ceil(retryAfterMs + jittered) : undefined;
    case "unanswered":
      return attempts < triesOfUnknown ? Math.ceil(unansweredWaits + jittered) : undefined;
    case "target_gone":
    case "our_fault":
    case "ambiguous":
      return undefined;
    default:
      return assertNever(handling);
  }
}
