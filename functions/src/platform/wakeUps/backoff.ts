import { minutes, seconds } from "../clock.js";
import type { Random } from "../ids.js";

export const maxAttempts = 10;

const shortest = seconds(1);
const longest = minutes(10);

/**
 * How long to wait after so many failed attempts, ms. Full jitter: what failed together does not come back together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export const backoffAfter = (attempts: number, random: Random): number =>
  Math.max(shortest, Math.round(random() * Math.min(longest, shortest * 2 ** attempts)));
