import { type Loaded, readReceipts, type ReceiptsState } from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";
import { useLoaded, type UseStore } from "./use-loaded.js";

const initial: ReceiptsState & Loaded = { receipts: {}, isLoaded: false, error: undefined };

function useReceiptsOf(use: UseStore, spaceId: string) {
  const { realtime } = useRealtimeContext();
  const { view, source } = use<ReceiptsState & Loaded, ReturnType<typeof readReceipts>>(realtime, {
    name: `reads\n${spaceId}`,
    create: () => readReceipts(realtime, spaceId),
    initial,
  });
  return { ...view, markRead: source.markRead };
}

/** Who has read a space's chat how far, by uid. `markRead` gathers for half a second and tells the last one. */
export const useReadReceipts = (spaceId: string) => useReceiptsOf(useShared, spaceId);

/** As `useReadReceipts`, but it suspends until the first fetch has landed. */
export const useSuspenseReadReceipts = (spaceId: string) => useReceiptsOf(useLoaded, spaceId);
