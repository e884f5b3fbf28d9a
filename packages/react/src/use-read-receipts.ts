import { type Loaded, readReceipts, type ReceiptsState } from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";

const initial: ReceiptsState & Loaded = { receipts: {}, isLoaded: false, error: undefined };

/** Who has read a space's chat how far, by uid. `markRead` gathers for half a second and tells the last one. */
export function useReadReceipts(spaceId: string) {
  const { realtime } = useRealtimeContext();
  const { view, source } = useShared<ReceiptsState & Loaded, ReturnType<typeof readReceipts>>(realtime, {
    name: `reads\n${spaceId}`,
    create: () => readReceipts(realtime, spaceId),
    initial,
  });
  return { ...view, markRead: source.markRead };
}
