import { toolStateOf, type ToolStateView } from "@firecast/client";
import { drawn } from "./events/frame.js";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";
import { useLoaded, type UseStore } from "./use-loaded.js";

const unknown: ToolStateView = {
  state: {},
  version: 0,
  isLoaded: false,
  isSaving: false,
  error: undefined,
  overwritten: {},
};

function useToolStateOf(use: UseStore, toolId: string) {
  const { realtime, isConnected } = useRealtimeContext();
  const { view, source } = use<ToolStateView, ReturnType<typeof toolStateOf>>(realtime, {
    name: `tool state\n${toolId}`,
    create: () => {
      const source = toolStateOf(realtime, toolId);
      // A field that is typed into shows it in the same turn.
      return { ...source, set: drawn(source.set), patch: drawn(source.patch) };
    },
    initial: unknown,
  });
  const { set, patch, flush } = source;
  return { ...view, isConnected, setState: set, patchState: patch, flush };
}

/**
 * A tool's shared state: changes show at once and are written after 300 ms; those of others come in, key by key, in the server's
 * order. A write that fails takes its changes back, and `error` says why. What is written offline outlives the page.
 */
export const useToolStateStream = (toolId: string) => useToolStateOf(useShared, toolId);

/** As `useToolStateStream`, but it suspends until the first fetch has landed. */
export const useSuspenseToolStateStream = (toolId: string) => useToolStateOf(useLoaded, toolId);
