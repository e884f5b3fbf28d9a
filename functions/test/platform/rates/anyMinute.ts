/** Of times in ascending order: the most that lie within one minute. */
export function mostInAnyMinute(times: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while (time - (times[first] ?? time) >= 60_000) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
