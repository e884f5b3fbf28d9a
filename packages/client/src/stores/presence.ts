import { apiCalls } from "../calls/api.js";
import { newKey } from "../environment/timers.js";
import { createLiveState } from "../optimistic/liveState.js";
import type { Realtime } from "../realtime.js";
import type { RealtimeEvent } from "../types/catalogue.js";
import { follow } from "./follow.js";
import { viewOf } from "./source.js";

export interface PresenceState {
  /** uids, sorted. */
  readonly users: readonly string[];
}

/** Who is connected to a channel. Nobody announces themselves: the server sees who is there. */
export function presenceOf(realtime: Realtime, channel: string) {
  const api = apiCalls({ request: (path, init) => realtime.request(path, init), newKey });
  const live = createLiveState<PresenceState, RealtimeEvent>({ initial: { users: [] }, reduce });
  const { note, ...view } = viewOf(live);
  const following = follow({
    live,
    note,
    load: async () => {
      const { users } = await api.presence(channel);
      return () => ({ users: [...users].sort() });
    },
  });
  // Presence is in no log: whatever was missed, only a fetch tells.
  const onStart = (): void => following.fetch();
  return {
    ...view,
    start: () => {
      following.fetch();
      const subscription = realtime.subscribe(channel, (event) => live.receive(event), {
        ...following.options,
        onStart,
      });
      return () => subscription.unsubscribe();
    },
  };
}

function reduce(state: PresenceState, { type, data }: RealtimeEvent): PresenceState {
  if (typeof data !== "object" || data === null || !("uid" in data) || typeof data.uid !== "string")
    return state;
  const { uid } = data;
  const others = state.users.filter((user) => user !== uid);
  if (type === "presence:joined") return { users: [...others, uid].sort() };
  return type === "presence:left" ? { users: others } : state;
}
