import { type SyncState, writesOf } from "../outbox/writes.js";
import type { Realtime } from "../realtime.js";
import type { Source } from "./source.js";

/** What the user has written and the server has not yet taken, or has refused. While it is started, what earlier pages left is sent. */
export function syncStatus(realtime: Realtime) {
  const { get, subscribe, retry, discard, dismiss } = writesOf(realtime);
  return {
    get,
    subscribe,
    retry,
    discard,
    dismiss,
    start: () => {
      // Who the user is becomes known when something is subscribed to.
      const subscription = realtime.subscribe("*", () => undefined);
      return () => subscription.unsubscribe();
    },
  } satisfies Source<SyncState> & Record<string, unknown>;
}
