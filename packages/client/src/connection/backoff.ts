/** Longest pause before an attempt whose first one could be this long, ms: 1, 2, 4 … 30 s. */
export const capAfter = (failures: number, firstMs = 1000): number =>
  Math.min(30_000, firstMs * 2 ** Math.min(failures, 15));

/**
 * How long to wait after so many failures in a row, ms: anything up to the cap ("full jitter", which spreads clients best that
 * were cut together), but no less than the server asks for.
 */
export function pauseAfter(
  failures: number,
  random: () => number,
  { firstMs, leastMs = 0 }: { firstMs?: number | undefined; leastMs?: number | undefined } = {},
): number {
  return Math.max(leastMs, Math.round(random() * capAfter(failures, firstMs)));
}

/** `Retry-After`, in seconds or as a date, as ms from now; undefined without one. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
