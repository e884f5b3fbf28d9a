import type { DirectMessage } from "@firecast/contract/direct";
import { apiCalls } from "../calls/api.js";
import { newKey } from "../environment/timers.js";
import { createLiveState } from "../optimistic/liveState.js";
import type { Realtime } from "../realtime.js";
import type { EventOf } from "../types/catalogue.js";
import { follow } from "./follow.js";
import { withRow } from "./rows.js";
import { viewOf } from "./source.js";
import { write } from "./write.js";

/** `isPending`: it was just written here, its `id` is none of the server's yet. */
export type PendingDirectMessage = DirectMessage & { readonly isPending?: true };

export interface DirectState {
  /** The newest 50 and what has come since, oldest first. */
  readonly messages: readonly PendingDirectMessage[];
}

/** What the user and another one say to each other. */
export function directMessages(realtime: Realtime, other: string) {
  const { direct } = apiCalls({ request: (path, init) => realtime.request(path, init), newKey });
  const live = createLiveState<DirectState, EventOf<`direct/${string}/${string}`>>({
    initial: { messages: [] },
    reduce: ({ messages }, { data }) => ({ messages: withRow(messages, data) }),
  });
  const { note, ...view } = viewOf(live);
  const following = follow({
    live,
    note,
    load: async () => {
      const { items } = await direct.list(other);
      return () => ({ messages: items.toReversed() });
    },
  });
  return {
    ...view,
    start: () => {
      following.fetch();
      const { uid } = realtime;
      if (uid === undefined) return () => undefined; // a channel of two needs both names
      const channel = uid < other ? (`direct/${uid}/${other}` as const) : (`direct/${other}/${uid}` as const);
      const subscription = realtime.subscribe(channel, (event) => live.receive(event), following.options);
      return () => subscription.unsubscribe();
    },
    send: (text: string) =>
      write(
        { live, note, newKey },
        (key) => (state) => ({ messages: withRow<PendingDirectMessage>(state.messages, draft(key, text)) }),
        (idempotencyKey) => direct.send(other, text, { idempotencyKey }),
        (message) => ({
          seq: message.seq,
          apply: ({ messages }) => ({ messages: withRow<PendingDirectMessage>(messages, message) }),
        }),
      ),
  };

  function draft(key: string, text: string): PendingDirectMessage {
    return {
      id: key,
      seq: Number.MAX_SAFE_INTEGER,
      authorId: realtime.uid ?? "",
      recipientId: other,
      text,
      createdAt: new Date(realtime.serverNow()).toISOString(),
      isPending: true,
    };
  }
}
