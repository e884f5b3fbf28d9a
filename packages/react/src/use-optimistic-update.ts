import { useMemo, useSyncExternalStore } from "react";
import { useEvents } from "./events/use-events.js";
import { optimisticRows, type Row, type Rows } from "./optimistic-rows.js";
import { useRealtimeContext } from "./realtime-provider.js";
import { eraOf } from "./shared-store.js";

/**
 * Rows of a module, which change at once and follow the module's events: `horses:created`, `:updated`, `:deleted`. `initial` is
 * the rows at first; `syncData` gives it those of a later fetch.
 */
export function useOptimisticUpdate<T extends Row>(
  initial: Rows<T>,
  module: string,
  { channel = module, enabled = true }: { channel?: string; enabled?: boolean } = {},
) {
  const { realtime } = useRealtimeContext();
  const era = eraOf(realtime);
  // The rows of one user or module are none of the next one's.
  const rows = useMemo(() => optimisticRows(initial, module), [module, realtime, era]);
  useEvents([channel], rows.receive, { enabled });
  const view = useSyncExternalStore(rows.subscribe, rows.get, rows.get);
  return { ...view, ...rows.acts };
}
