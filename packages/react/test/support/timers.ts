/** Lets the timers of so many ms that `act` starts pass when the result is called. */
export async function timersOf(wanted: number, act: () => unknown): Promise<() => void> {
  const real = globalThis.setTimeout;
  const timers: (() => void)[] = [];
  globalThis.setTimeout = ((act: () => void, ms?: number) =>
    ms === wanted ? (timers.push(act), 0) : real(act, ms)) as typeof setTimeout;
  await Promise.resolve(act());
  globalThis.setTimeout = real;
  return () => timers.forEach((act) => act());
}
