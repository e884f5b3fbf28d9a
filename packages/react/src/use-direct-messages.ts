import { directMessages, type DirectState, type Loaded } from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";

const initial: DirectState & Loaded = { messages: [], isLoaded: false, error: undefined };

/** What the user and another one say to each other, oldest message first. `send` rejects where it is refused. */
export function useDirectMessages(uid: string) {
  const { realtime } = useRealtimeContext();
  const { view, source } = useShared<DirectState & Loaded, ReturnType<typeof directMessages>>(realtime, {
    name: `direct\n${realtime.uid ?? ""}\n${uid}`,
    create: () => directMessages(realtime, uid),
    initial,
  });
  return { ...view, send: source.send };
}
