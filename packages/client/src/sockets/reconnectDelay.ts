const longestMs = 30_000;

/** Half as long again with each attempt, from 1 on, to 30 s, or to an interval that is longer: of 3 s these are 3, 4.5, 6.75, 10.125 … s. */
export const reconnectDelay = (attempt: number, intervalMs: number): number =>
  Math.min(Math.max(longestMs, intervalMs), intervalMs * 1.5 ** (attempt - 1));
