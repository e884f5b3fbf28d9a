import { chatMessages, type Loaded, type MessagesState } from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";
import { useLoaded, type UseStore } from "./use-loaded.js";

const initial: MessagesState & Loaded = { messages: [], hasOlder: false, isLoaded: false, error: undefined };

function useMessagesOf(use: UseStore, spaceId: string) {
  const { realtime } = useRealtimeContext();
  const { view, source } = use<MessagesState & Loaded, ReturnType<typeof chatMessages>>(realtime, {
    name: `messages\n${spaceId}`,
    create: () => chatMessages(realtime, spaceId),
    initial,
  });
  const { post, edit, remove, loadOlder, forgetOlder } = source;
  return { ...view, post, edit, remove, loadOlder, forgetOlder };
}

/**
 * A space's chat, oldest message first. What is written here shows at once, outlives the page and the network, and is sent once, in
 * order; `post` rejects where it is refused, `error` says why, and `useSyncStatus` has it for another try.
 */
export const useMessages = (spaceId: string) => useMessagesOf(useShared, spaceId);

/** As `useMessages`, but it suspends until the first fetch has landed. */
export const useSuspenseMessages = (spaceId: string) => useMessagesOf(useLoaded, spaceId);
