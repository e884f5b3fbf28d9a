/** The timers of this process stand still until a test lets time pass. Returns how, and what ends that. */
export function heldTimers() {
  const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
  const timers = new Map<number, { at: number; act: () => void }>();
  let [now, made] = [0, 0];
  globalThis.setTimeout = ((act: () => void, ms = 0) => {
    timers.set(++made, { at: now + ms, act });
    return made;
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((timer: number) => void timers.delete(timer)) as typeof clearTimeout;
  return {
    pass: (ms: number): void => {
      now += ms;
      const due = [...timers].filter(([, { at }]) => at <= now).sort(([, a], [, b]) => a.at - b.at);
      for (const [timer, { act }] of due) if (timers.delete(timer)) act();
    },
    end: (): void => void Object.assign(globalThis, { setTimeout: realSet, clearTimeout: realClear }),
  };
}
