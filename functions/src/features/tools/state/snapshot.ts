import { toolStateChannel } from "@firecast/contract/tools";
import type { SnapshotSource } from "../../../realtime/index.js";
import type { StatesStore } from "./store.js";

/** The state as entries: what it has at each of its outermost names. The state's document names its own position. */
export const stateSnapshots = (store: Pick<StatesStore, "state">): SnapshotSource => ({
  kind: toolStateChannel,
  read: async ({ params: { toolId = "" } }) => {
    const { kept, position } = await store.state(toolId);
    const entries = Object.entries(kept.state).map(([key, data]) => ({ key, data }));
    return { position, entries };
  },
});
