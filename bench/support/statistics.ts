/** The value below which `share` of the values lie (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** What was measured several times: the median stands for it, least and most show how far it can be trusted. */
export interface Sample {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export const sampleOf = (values: readonly number[]): Sample => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

/**
 * How `ours` compares with its floor. Rounds are interleaved, so each is compared with its neighbour: what else the
 * machine did then weighs on both.
 */
export function ratioOf(ours: readonly number[], floors: readonly number[]): Sample {
  return sampleOf(ours.map((value, round) => value / (floors[round] ?? Number.NaN)));
}
