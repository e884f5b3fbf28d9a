import type { WakeUp, WakeUps } from "../../../src/platform/wakeUps/wakeUps.js";

/** Wake-ups that ring when the test says so. Kept as they are, whether the batch commits or not: to ring in vain is allowed. */
export interface HandWakeUps extends WakeUps {
  readonly scheduled: Map<string, WakeUp>;
  /** Those of one user. */
  of(uid: string): WakeUp[];
}

export function handWakeUps(): HandWakeUps {
  const scheduled = new Map<string, WakeUp>();
  const put = (wakeUp: WakeUp): void => void scheduled.set(wakeUp.id, wakeUp);
  return {
    scheduled,
    of: (uid) => [...scheduled.values()].filter(({ payload }) => "uid" in payload && payload.uid === uid),
    add: (_batch, wakeUp) => put(wakeUp),
    announce: () => Promise.resolve(),
    schedule: (wakeUp) => Promise.resolve(put(wakeUp)),
    create: (wakeUp) => Promise.resolve(put(wakeUp)),
    remove: (_batch, id) => void scheduled.delete(id),
  };
}
