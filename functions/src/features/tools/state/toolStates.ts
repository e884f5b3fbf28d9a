import { channelOf } from "@firecast/contract/core/channel";
import { type StateChanged, toolStateChannel } from "@firecast/contract/tools";
import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import type { IdempotentRequest } from "../../../platform/firestore/idempotency.js";
import type { Change } from "./change.js";
import { StateWriter, type StateWriterDeps } from "./stateWriter.js";

/** The states of all tools, as this instance writes them. */
export interface ToolStates {
  /** Resolves when the change is committed and has been broadcast. @throws Problem; AlreadyCreated for a repeat. */
  change(
    toolId: string,
    change: Change & { request: IdempotentRequest<StateChanged> | undefined },
  ): Promise<StateChanged>;
}

/** Tools whose last state is remembered; a forgotten one costs one read. */
const rememberedStates = 100;

export function toolStates(deps: StateWriterDeps): ToolStates {
  const writers = lazyCache<string, StateWriter>({ max: rememberedStates });
  const writerOf = (toolId: string): StateWriter => {
    const known = writers.get(toolId);
    if (known) return known;
    const made = new StateWriter(channelOf(toolStateChannel, { toolId }), toolId, deps);
    writers.set(toolId, made);
    return made;
  };
  return {
    change: (toolId, change) =>
      new Promise((resolve, reject) => {
        writerOf(toolId).add({ ...change, resolve, reject });
      }),
  };
}
