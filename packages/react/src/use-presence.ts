import { type Loaded, presenceOf, type PresenceState } from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";
import { useLoaded, type UseStore } from "./use-loaded.js";

const initial: PresenceState & Loaded = { users: [], isLoaded: false, error: undefined };

function usePresenceOf(use: UseStore, channel: string) {
  const { realtime } = useRealtimeContext();
  const { view } = use<PresenceState & Loaded, ReturnType<typeof presenceOf>>(realtime, {
    name: `presence\n${channel}`,
    create: () => presenceOf(realtime, channel),
    initial,
  });
  return view;
}

/** Who is connected to a channel, such as `spaces/lobby/chat`. */
export const usePresence = (channel: string) => usePresenceOf(useShared, channel);

/** As `usePresence`, but it suspends until the first fetch has landed. */
export const useSuspensePresence = (channel: string) => usePresenceOf(useLoaded, channel);
