import type { Environment } from "../environment/environment.js";

/** Timers by their names: one that is set again begins anew. */
export interface Timers {
  after(name: string, ms: number, act: () => void): void;
  cancel(name: string): void;
  /** Calls all of them off, and what was awaited with them is over. */
  clear(): void;
  /** Whether all was called off since. */
  stamp(): () => boolean;
}

export function createTimers(env: Pick<Environment, "after">): Timers {
  const cancels = new Map<string, () => void>();
  let era = 0;
  return {
    after: (name, ms, act) => {
      cancels.get(name)?.();
      cancels.set(name, env.after(ms, act));
    },
    cancel: (name) => cancels.get(name)?.(),
    clear: () => {
      era++;
      for (const cancel of cancels.values()) cancel();
      cancels.clear();
    },
    stamp: () => {
      const begun = era;
      return () => begun !== era;
    },
  };
}
