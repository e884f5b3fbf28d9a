import { chatMessages, type Loaded, type MessagesState } from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";

const initial: MessagesState & Loaded = { messages: [], hasOlder: false, isLoaded: false, error: undefined };

/** A space's chat, oldest message first. What is written here shows at once; `post` rejects where it is refused. */
export function useMessages(spaceId: string) {
  const { realtime } = useRealtimeContext();
  const { view, source } = useShared<MessagesState & Loaded, ReturnType<typeof chatMessages>>(realtime, {
    name: `messages\n${spaceId}`,
    create: () => chatMessages(realtime, spaceId),
    initial,
  });
  const { post, edit, remove, loadOlder } = source;
  return { ...view, post, edit, remove, loadOlder };
}
