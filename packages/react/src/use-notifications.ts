import { inboxOf, type InboxState, type Loaded } from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";
import { useLoaded, type UseStore } from "./use-loaded.js";

const initial: InboxState & Loaded = {
  items: [],
  counts: { unseen: 0, unread: 0, version: 0 },
  isLoaded: false,
  error: undefined,
};

function useInbox(use: UseStore) {
  const { realtime } = useRealtimeContext();
  const { view, source } = use<InboxState & Loaded, ReturnType<typeof inboxOf>>(realtime, {
    name: `inbox\n${realtime.uid ?? ""}`,
    create: () => inboxOf(realtime),
    initial,
  });
  const { markRead, markAllRead } = source;
  return { ...view, markRead, markAllRead };
}

/** The user's newest notifications, and the counts of all as the server has them. */
export const useNotifications = () => useInbox(useShared);

/** As `useNotifications`, but it suspends until the first fetch has landed. */
export const useSuspenseNotifications = () => useInbox(useLoaded);
