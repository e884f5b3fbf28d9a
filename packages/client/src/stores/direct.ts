import type { DirectMessage } from "@firecast/contract/direct";
import { apiCalls } from "../calls/api.js";
import { asAnswer, pathOf } from "../calls/call.js";
import { newKey } from "../environment/timers.js";
import { createLiveState } from "../optimistic/liveState.js";
import type { Realtime } from "../realtime.js";
import type { EventOf } from "../types/catalogue.js";
import { whenIdentified } from "../whenIdentified.js";
import { follow } from "./follow.js";
import { olderPages } from "./older.js";
import { queued, type Written } from "./queued.js";
import { withRow } from "./rows.js";
import { viewOf } from "./source.js";

/** `isPending`: it was just written here, its `id` is none of the server's yet. */
export type PendingDirectMessage = DirectMessage & { readonly isPending?: true };

export interface DirectState {
  /** Oldest first. */
  readonly messages: readonly PendingDirectMessage[];
  /** Whether there are older ones: `loadOlder` adds a page of them. */
  readonly hasOlder: boolean;
}

/** What the user and another one say to each other. */
export function directMessages(realtime: Realtime, other: string) {
  const { direct } = apiCalls({ request: (path, init) => realtime.request(path, init), newKey });
  const live = createLiveState<DirectState, EventOf<`direct/${string}/${string}`>>({
    initial: { messages: [], hasOlder: false },
    reduce: (state, { data }) => add(state, data),
  });
  const { note, ...view } = viewOf(live);
  const writes = queued<DirectState, DirectMessage>(realtime, {
    live,
    note,
    entity: `direct/${other}`,
    show: (row) => (state) =>
      add(state, {
        id: row.key,
        seq: Number.MAX_SAFE_INTEGER,
        authorId: realtime.uid ?? "",
        recipientId: other,
        text: textOf(row),
        createdAt: new Date(row.at).toISOString(),
        isPending: true,
      }),
    answered: (_, message) => ({ seq: message.seq, apply: (state) => add(state, message) }),
  });
  const older = olderPages<PendingDirectMessage, DirectState>({
    live,
    note,
    list: (cursor) => direct.list(other, { cursor }),
  });
  const following = follow({
    live,
    note,
    load: async () => {
      const { items, nextCursor } = await direct.list(other);
      return () => ({ messages: items.toReversed(), hasOlder: nextCursor !== null });
    },
  });
  return {
    ...view,
    isRefused: following.isRefused,
    start: () => {
      following.begin();
      const stop = writes.start();
      let leave = (): void => undefined;
      const join = (uid: string | null | undefined): void => {
        if (typeof uid !== "string") return; // a channel of two needs both names
        const channel =
          uid < other ? (`direct/${uid}/${other}` as const) : (`direct/${other}/${uid}` as const);
        const subscription = realtime.subscribe(channel, (event) => live.receive(event), following.options);
        leave = () => subscription.unsubscribe();
      };
      const callOff = realtime.uid === undefined ? whenIdentified(realtime, join) : join(realtime.uid);
      return () => {
        stop();
        callOff?.();
        leave();
      };
    },
    loadOlder: older.loadOlder,
    forgetOlder: older.forgetOlder,
    /** Shows at once and goes by the outbox. @throws RequestProblem where it is refused: then it is taken back */
    send: (text: string) => writes.write("POST", pathOf`/api/direct/${other}`, { text }),
  };
}

const add = (state: DirectState, message: PendingDirectMessage): DirectState => ({
  ...state,
  messages: withRow(state.messages, message),
});

/** Of what this page has written itself. */
const textOf = ({ body = "{}" }: Written): string => asAnswer<{ text: string }>(JSON.parse(body)).text;
