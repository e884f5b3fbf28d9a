import type { Firestore, WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { storedJson } from "../../../platform/firestore/storedJson.js";
import { readDocument } from "../../../platform/firestore/read.js";
import type { Log } from "../../../platform/log.js";
import { emptyPosition, type Position } from "../../../realtime/index.js";
import { stateDocument } from "../paths.js";
import { emptyState, type KeptState } from "./change.js";

const StateJson = z.record(z.string(), z.json());
const KeysJson = z.record(z.string(), z.tuple([z.int(), z.string(), z.int()]));

/** As it is stored, with the position of the event that made it so. */
export const StoredState = z.object({
  version: z.int().positive(),
  state: storedJson(StateJson),
  keys: storedJson(KeysJson),
  epoch: z.string(),
  seq: z.int().positive(),
});

/** A state, and the position in its channel that it is the sum of. */
export interface StateAtPosition {
  readonly kept: KeptState;
  readonly position: Position;
}

/** Every read and write of the states of tools. */
export function statesStore(firestore: Firestore, log: Log) {
  const stateAt = (toolId: string) => stateDocument.document(firestore, { toolId });
  return {
    /** The empty state of a tool that has none yet. */
    state: async (toolId: string): Promise<StateAtPosition> => {
      const stored = (await readDocument(StoredState, stateAt(toolId), log))?.value;
      if (!stored) return { kept: emptyState, position: emptyPosition };
      const { version, state, epoch, seq } = stored;
      const keys = new Map(Object.entries(stored.keys));
      const bytes = Buffer.byteLength(JSON.stringify(state));
      return { kept: { version, state, keys, bytes }, position: { epoch, seq } };
    },

    putState: (batch: WriteBatch, toolId: string, { kept, position }: StateAtPosition): void => {
      const { version, state, keys } = kept;
      const { epoch, seq } = position;
      const stored = {
        version,
        state: JSON.stringify(state),
        keys: JSON.stringify(Object.fromEntries(keys)),
        epoch,
        seq,
      };
      batch.set(stateAt(toolId), stored);
    },
  };
}

export type StatesStore = ReturnType<typeof statesStore>;
