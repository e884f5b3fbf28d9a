import {
  after,
  apiCalls,
  createToolState,
  newKey,
  type Realtime,
  type Source,
  type ToolStateView,
} from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";

const unknown: ToolStateView = {
  state: {},
  version: 0,
  isLoaded: false,
  isSaving: false,
  error: undefined,
  overwritten: {},
};

/**
 * A tool's shared state: changes show at once and are written after 300 ms; those of others come in, key by key, in the server's
 * order. A write that fails takes its changes back, and `error` says why.
 */
export function useToolStateStream(toolId: string) {
  const { realtime, isConnected } = useRealtimeContext();
  const { view, source } = useShared<ToolStateView, ReturnType<typeof toolState>>(realtime, {
    name: `tool state\n${toolId}`,
    create: () => toolState(realtime, toolId),
    initial: unknown,
  });
  const { set, patch, flush } = source;
  return { ...view, isConnected, setState: set, patchState: patch, flush };
}

/** Follows the channel while somebody looks. */
function toolState(realtime: Realtime, toolId: string) {
  const { tools } = apiCalls({ request: (path, init) => realtime.request(path, init), newKey });
  const state = createToolState({
    load: () => tools.state(toolId),
    write: (change, idempotencyKey) => tools.changeState(toolId, change, { idempotencyKey }),
    newKey,
    after,
  });
  const start = (): (() => void) => {
    void state.load();
    const subscription = realtime.subscribe(`tools/${toolId}/state`, state.receive, {
      // What was read before the channel was open may lack what came between.
      onStart: ({ start }) => void (start === "live" && state.load()),
      refetch: state.reset,
    });
    return () => {
      subscription.unsubscribe();
      state.close();
    };
  };
  return { ...state, start } satisfies Source<ToolStateView>;
}
