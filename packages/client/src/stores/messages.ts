import type { Message, PostMessage } from "@firecast/contract/space/chat";
import { apiCalls } from "../calls/api.js";
import { asAnswer, pathOf } from "../calls/call.js";
import { newKey } from "../environment/timers.js";
import { type Change, createLiveState } from "../optimistic/liveState.js";
import type { Realtime } from "../realtime.js";
import type { EventOf } from "../types/catalogue.js";
import { follow } from "./follow.js";
import { olderPages } from "./older.js";
import { queued, type Written } from "./queued.js";
import { changeRow, withRow } from "./rows.js";
import { type Source, viewOf } from "./source.js";

/** `isPending`: it was just written here, its `id` is none of the server's yet. */
export type ChatMessage = Message & { readonly isPending?: true };

export interface MessagesState {
  /** Oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Whether there are older ones: `loadOlder` adds a page of them. */
  readonly hasOlder: boolean;
}

type ChatEvent = EventOf<`spaces/${string}/chat`>;

const none: MessagesState = { messages: [], hasOlder: false };

/**
 * A space's chat. Writes show at once and go by the outbox: they outlive the page and the network. One that is refused is taken
 * back, and rejects with its problem.
 */
export function chatMessages(realtime: Realtime, spaceId: string) {
  const { chat } = apiCalls({ request: (path, init) => realtime.request(path, init), newKey });
  const live = createLiveState<MessagesState, ChatEvent>({
    initial: none,
    reduce,
    refetch: () => following.fetch(),
  });
  const { note, ...view } = viewOf(live);
  const path = pathOf`/api/spaces/${spaceId}/chat`;
  const writes = queued<MessagesState, Message>(realtime, {
    live,
    note,
    entity: `spaces/${spaceId}/chat`,
    show: (row) => shownAs(row),
    answered: ({ method }, message) =>
      method === "POST" ? { seq: message.seq, apply: (state) => add(state, message) } : {},
  });
  const older = olderPages<ChatMessage, MessagesState>({
    live,
    note,
    list: (before) => chat.list(spaceId, { before }),
  });
  const following = follow({
    live,
    note,
    load: async () => {
      const { items, nextCursor } = await chat.list(spaceId);
      return () => ({ messages: items.toReversed(), hasOlder: nextCursor !== null });
    },
  });

  return {
    ...view,
    isRefused: following.isRefused,
    start: () => {
      following.begin();
      const channel = `spaces/${spaceId}/chat` as const;
      const subscription = realtime.subscribe(channel, (event) => live.receive(event), following.options);
      const stop = writes.start();
      return () => {
        stop();
        subscription.unsubscribe();
      };
    },
    loadOlder: older.loadOlder,
    forgetOlder: older.forgetOlder,
    post: (text: string, replyTo?: string) =>
      writes.write("POST", path, { text, ...(replyTo !== undefined && { replyTo }) }),
    edit: (messageId: string, text: string): Promise<unknown> =>
      writes.isWaiting(messageId) ? editWaiting(messageId, text) : edit(messageId, text),
    remove: (messageId: string): Promise<unknown> =>
      writes.isWaiting(messageId) ? removeWaiting(messageId) : remove(messageId),
  } satisfies Source<MessagesState> & Record<string, unknown>;

  function edit(messageId: string, text: string) {
    return writes.write("PATCH", `${path}/${encodeURIComponent(messageId)}`, { text });
  }
  function remove(messageId: string) {
    return writes.write("DELETE", `${path}/${encodeURIComponent(messageId)}`);
  }
  /** What was never sent is sent with the new text. What is on its way has a name when the server has answered. */
  async function editWaiting(key: string, text: string): Promise<void> {
    const { replyTo } = live.get().messages.find(({ id }) => id === key) ?? {};
    if (await writes.amend(key, { text, ...(replyTo !== undefined && { replyTo }) })) return;
    const message = await writes.answerTo(key);
    if (message) await edit(message.id, text);
  }
  async function removeWaiting(key: string): Promise<void> {
    if (await writes.discard(key)) return;
    const message = await writes.answerTo(key);
    if (message) await remove(message.id);
  }
  function shownAs(row: Written): Change<MessagesState> {
    const at = new Date(row.at).toISOString();
    const { text = "", replyTo } = contentOf(row);
    if (row.method === "POST")
      return (state) => add(state, draftOf({ key: row.key, spaceId, uid: realtime.uid, text, replyTo, at }));
    const id = decodeURIComponent(row.path.slice(path.length + 1));
    return (state) =>
      change(state, id, (message) =>
        row.method === "PATCH" ? { ...message, text } : { ...message, text: "", deletedAt: at },
      );
  }
}

const contentOf = ({ body = "{}" }: Written) => asAnswer<Partial<PostMessage>>(JSON.parse(body));

interface Draft {
  readonly key: string;
  readonly spaceId: string;
  readonly uid: string | undefined;
  readonly text: string;
  readonly replyTo: string | undefined;
  readonly at: string;
}

const draftOf = ({ key, spaceId, uid = "", text, replyTo, at }: Draft): ChatMessage => ({
  id: key,
  spaceId,
  seq: Number.MAX_SAFE_INTEGER,
  authorId: uid,
  authorName: "",
  text,
  ...(replyTo !== undefined && { replyTo }),
  mentions: [],
  createdAt: at,
  isPending: true,
});

const add = (state: MessagesState, message: ChatMessage): MessagesState => ({
  ...state,
  messages: withRow(state.messages, message),
});

const change = (
  state: MessagesState,
  id: string,
  to: (message: ChatMessage) => ChatMessage,
): MessagesState => ({
  ...state,
  messages: changeRow(state.messages, id, to),
});

function reduce(state: MessagesState, event: ChatEvent): MessagesState {
  switch (event.type) {
    case "chat:message:created":
      return add(state, event.data);
    case "chat:message:updated":
    case "chat:message:pinned":
      return change(state, event.data.id, () => event.data); // one that is on no loaded page stays there
    case "chat:message:deleted": {
      const { id, deletedAt } = event.data;
      return change(state, id, (message) => ({ ...message, text: "", mentions: [], deletedAt }));
    }
    case "chat:message:unpinned":
      return change(state, event.data.id, ({ pinnedAt: _, ...message }) => message);
    default:
      return state;
  }
}
