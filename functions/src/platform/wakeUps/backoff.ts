import { seconds } from "../clock.js";
import type { Random } from "../ids.js";

const shortest = seconds(1);

/**
 * How long to wait after so many failed attempts, ms; `longest` at most. Full jitter: what failed together does not come back together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export const backoffAfter = (attempts: number, longest: number, random: Random): number =>
  Math.max(shortest, Math.round(random() * Math.min(longest, shortest * 2 ** attempts)));
