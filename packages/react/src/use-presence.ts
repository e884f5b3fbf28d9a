import { type Loaded, presenceOf, type PresenceState } from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";

const initial: PresenceState & Loaded = { users: [], isLoaded: false, error: undefined };

/** Who is connected to a channel, such as `spaces/lobby/chat`. */
export function usePresence(channel: string) {
  const { realtime } = useRealtimeContext();
  const { view } = useShared<PresenceState & Loaded, ReturnType<typeof presenceOf>>(realtime, {
    name: `presence\n${channel}`,
    create: () => presenceOf(realtime, channel),
    initial,
  });
  return view;
}
