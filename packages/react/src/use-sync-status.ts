import { syncStatus, type SyncState } from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";

const initial: SyncState = {
  waiting: [],
  failed: [],
  isOnline: true,
  waitsFor: "nothing",
  durable: true,
};

/**
 * What the user has written and the server has not yet taken (`waiting`), or has refused (`failed`, each with its `problem`):
 * `retry(key)` writes a refused one again, `dismiss(key)` forgets it, `retry()` sends at once what waits, `discard(key)` takes back
 * what was never sent. Where it is mounted, what earlier pages left is sent.
 */
export function useSyncStatus() {
  const { realtime } = useRealtimeContext();
  const { view, source } = useShared<SyncState, ReturnType<typeof syncStatus>>(realtime, {
    name: "sync",
    create: () => syncStatus(realtime),
    initial,
  });
  const { retry, discard, dismiss } = source;
  return {
    ...view,
    isSynced: view.waiting.length === 0 && view.failed.length === 0,
    retry,
    discard,
    dismiss,
  };
}
