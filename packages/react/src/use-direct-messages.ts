import { directMessages, type DirectState, type Loaded } from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";
import { useLoaded, type UseStore } from "./use-loaded.js";

const initial: DirectState & Loaded = { messages: [], hasOlder: false, isLoaded: false, error: undefined };

function useMessagesWith(use: UseStore, uid: string) {
  const { realtime } = useRealtimeContext();
  const { view, source } = use<DirectState & Loaded, ReturnType<typeof directMessages>>(realtime, {
    name: `direct\n${uid}`,
    create: () => directMessages(realtime, uid),
    initial,
  });
  const { send, loadOlder, forgetOlder } = source;
  return { ...view, send, loadOlder, forgetOlder };
}

/**
 * What the user and another one say to each other, oldest message first. `send` rejects where it is refused: then `useSyncStatus` has
 * it for another try.
 */
export const useDirectMessages = (uid: string) => useMessagesWith(useShared, uid);

/** As `useDirectMessages`, but it suspends until the first fetch has landed. */
export const useSuspenseDirectMessages = (uid: string) => useMessagesWith(useLoaded, uid);
