import { inboxOf, type InboxState, type Loaded } from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";

const initial: InboxState & Loaded = {
  items: [],
  counts: { unseen: 0, unread: 0, version: 0 },
  isLoaded: false,
  error: undefined,
};

/** The user's newest notifications, and the counts of all as the server has them. */
export function useNotifications() {
  const { realtime } = useRealtimeContext();
  const { view, source } = useShared<InboxState & Loaded, ReturnType<typeof inboxOf>>(realtime, {
    name: `inbox\n${realtime.uid ?? ""}`,
    create: () => inboxOf(realtime),
    initial,
  });
  const { markRead, markAllRead } = source;
  return { ...view, markRead, markAllRead };
}
