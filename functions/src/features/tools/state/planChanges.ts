import type { StateChanged, StateUpdated } from "@firecast/contract/tools";
import { type Change, change, type Changed, type KeptState } from "./change.js";

/** What several changes, one after the other, make of a state; each has its event and its answer. */
export interface Planned {
  readonly kept: KeptState;
  eventAt(index: number): StateUpdated;
  answerAt(index: number): StateChanged;
}

/** @throws Problem if one of them is refused. */
export function planChanges(toolId: string, before: KeptState, changes: readonly Change[]): Planned {
  let kept = before;
  const changed = changes.map((next) => {
    const result = change(kept, next);
    kept = result.kept;
    return { ...result, by: next.by };
  });
  const at = (index: number): Changed & { by: string } => {
    const result = changed[index];
    if (!result) throw new RangeError(`there are ${changed.length} changes`);
    return result;
  };
  return {
    kept,
    eventAt: (index) => {
      const { kept, patch, by } = at(index);
      return { toolId, version: kept.version, patch, by };
    },
    answerAt: (index) => {
      const { kept, overwritten } = at(index);
      return { version: kept.version, overwritten };
    },
  };
}
