import { seconds } from "../../../platform/clock.js";
import type { Random } from "../../../platform/ids.js";

const intervalMs = seconds(20);
const epochMs = Date.UTC(2024, 9, 9);
const mostJitterSeconds = 3600;

/**
 * Tells caches apart what was answered at different times (Durable Streams, section 10.1): the number of the present interval, and
 * always more than what the client brought.
 */
export function cursorAfter(brought: string | undefined, now: number, random: Random): string {
  const interval = Math.floor((now - epochMs) / intervalMs);
  const before = /^\d{1,15}$/.test(brought ?? "") ? Number(brought) : undefined;
  if (before === undefined || before < interval) return String(interval);
  const jitterSeconds = 1 + random() * (mostJitterSeconds - 1);
  return String(before + Math.max(1, Math.floor(seconds(jitterSeconds) / intervalMs)));
}
