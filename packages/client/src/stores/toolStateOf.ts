import type { StateChanged } from "@firecast/contract/tools";
import type { StateObject } from "@firecast/contract/stateTree";
import { apiCalls } from "../calls/api.js";
import { asAnswer, pathOf } from "../calls/call.js";
import { after, newKey } from "../environment/timers.js";
import { answerOf, writesOf } from "../outbox/writes.js";
import type { Realtime } from "../realtime.js";
import { createToolState, type ToolStateView } from "../toolState/toolState.js";
import { sameUser, userIsGone } from "./queued.js";
import { refusal, type Source } from "./source.js";

/** A tool's shared state, which follows its channel while it is started. Writes go by the outbox: they outlive page and network. */
export function toolStateOf(realtime: Realtime, toolId: string) {
  const { tools } = apiCalls({ request: (path, init) => realtime.request(path, init), newKey });
  const isSameUser = sameUser(realtime);
  const entity = `tools/${toolId}/state` as const;
  const shown = new Set<string>();
  const { isRefused, begins, refuse, watched } = refusal();
  const state = createToolState({
    load: () => watched(tools.state(toolId)),
    write: (change, key) => {
      if (!isSameUser()) return Promise.reject(userIsGone());
      shown.add(key);
      const path = pathOf`/api/tools/${toolId}/state`;
      return writesOf(realtime).add({ entity, method: "POST", path, body: JSON.stringify(change) }, key);
    },
    isQueue: true,
    newKey,
    after,
  });
  /** Of earlier pages and other tabs. */
  const adopt = (): void => {
    if (!isSameUser()) return;
    for (const row of writesOf(realtime).get().waiting) {
      if (row.entity !== entity || shown.has(row.key)) continue;
      shown.add(row.key);
      const { patch } = asAnswer<{ patch: StateObject }>(JSON.parse(row.body ?? "{}"));
      state.adopt(row.key, patch, answerOf<StateChanged>(writesOf(realtime), row.key));
    }
  };
  const start = (): (() => void) => {
    begins();
    void state.load();
    const subscription = realtime.subscribe(entity, state.receive, {
      // What was read before the channel was open may lack what came between.
      onStart: ({ start }) => void (start === "live" && state.load()),
      refetch: state.reset,
      onEnd: refuse,
    });
    const stop = writesOf(realtime).subscribe(adopt);
    adopt();
    return () => {
      stop();
      subscription.unsubscribe();
      state.close();
    };
  };
  return { ...state, start, isRefused } satisfies Source<ToolStateView>;
}
