import { apiCalls } from "../calls/api.js";
import { after, newKey } from "../environment/timers.js";
import { createLiveState } from "../optimistic/liveState.js";
import type { Realtime } from "../realtime.js";
import type { RealtimeEvent } from "../types/catalogue.js";
import { follow } from "./follow.js";
import { viewOf } from "./source.js";

export interface PresenceState {
  /** uids, sorted. */
  readonly users: readonly string[];
}

/**
 * What a server knows of those on another one is up to 1.5 s old, and who reloads a page is on none for a moment, which is not
 * told: so it is fetched again once that is past.
 */
const againAfterMs = 4000;

/** Who is connected to a channel. Clients announce nothing: the server sees who is there. */
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
  let cancelAgain = (): void => undefined;
  // Presence is in no log: whatever was missed, only a fetch tells.
  const onStart = (): void => {
    following.fetch();
    cancelAgain();
    cancelAgain = after(againAfterMs, () => following.fetch());
  };
  return {
    ...view,
    isRefused: following.isRefused,
    start: () => {
      following.begin();
      const subscription = realtime.subscribe(channel, (event) => live.receive(event), {
        ...following.options,
        onStart,
      });
      return () => {
        cancelAgain();
        subscription.unsubscribe();
      };
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
