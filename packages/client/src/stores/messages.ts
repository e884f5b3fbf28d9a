import type { Message } from "@firecast/contract/space/chat";
import { apiCalls } from "../calls/api.js";
import { newKey } from "../environment/timers.js";
import { createLiveState } from "../optimistic/liveState.js";
import type { Realtime } from "../realtime.js";
import type { EventOf } from "../types/catalogue.js";
import { follow } from "./follow.js";
import { changeRow, withRow } from "./rows.js";
import { type Source, viewOf } from "./source.js";
import { write } from "./write.js";

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

/** A space's chat. Writes show at once; one that is refused is taken back, and rejects with its problem. */
export function chatMessages(realtime: Realtime, spaceId: string) {
  const { chat } = apiCalls({ request: (path, init) => realtime.request(path, init), newKey });
  const live = createLiveState<MessagesState, ChatEvent>({
    initial: none,
    reduce,
    refetch: () => following.fetch(),
  });
  const { note, ...view } = viewOf(live);
  const writing = { live, note, newKey };
  let olderCursor: string | null = null;
  const following = follow({
    live,
    note,
    load: async () => {
      const { items, nextCursor } = await chat.list(spaceId);
      olderCursor = nextCursor;
      return () => ({ messages: items.toReversed(), hasOlder: nextCursor !== null });
    },
  });

  return {
    ...view,
    start: () => {
      following.fetch();
      const channel = `spaces/${spaceId}/chat` as const;
      const subscription = realtime.subscribe(channel, (event) => live.receive(event), following.options);
      return () => subscription.unsubscribe();
    },
    loadOlder: async () => {
      if (olderCursor === null) return;
      const fetching = live.fetching({ part: true });
      try {
        const { items, nextCursor } = await chat.list(spaceId, { before: olderCursor });
        const older = ({ messages }: MessagesState): MessagesState => ({
          messages: messages.reduce(withRow<ChatMessage>, items.toReversed()),
          hasOlder: nextCursor !== null,
        });
        if (fetching.land(older)) olderCursor = nextCursor;
      } catch (error) {
        fetching.fail();
        note({ error });
      }
    },
    post: (text: string, replyTo?: string) =>
      write(
        writing,
        (key) => (state) => add(state, draft(key, { text, replyTo })),
        (idempotencyKey) =>
          chat.post(spaceId, { text, ...(replyTo !== undefined && { replyTo }) }, { idempotencyKey }),
        (message) => ({ seq: message.seq, apply: (state) => add(state, message) }),
      ),
    edit: (messageId: string, text: string) =>
      write(
        writing,
        () => (state) => change(state, messageId, (message) => ({ ...message, text })),
        (idempotencyKey) => chat.edit(spaceId, messageId, text, { idempotencyKey }),
      ),
    remove: (messageId: string) =>
      write(
        writing,
        () => (state) => change(state, messageId, (message) => ({ ...message, text: "", deletedAt: now() })),
        (idempotencyKey) => chat.remove(spaceId, messageId, { idempotencyKey }),
      ),
  } satisfies Source<MessagesState> & Record<string, unknown>;

  function draft(key: string, { text, replyTo }: { text: string; replyTo: string | undefined }): ChatMessage {
    return {
      id: key,
      spaceId,
      seq: Number.MAX_SAFE_INTEGER,
      authorId: realtime.uid ?? "",
      authorName: "",
      text,
      ...(replyTo !== undefined && { replyTo }),
      mentions: [],
      createdAt: now(),
      isPending: true,
    };
  }
  function now(): string {
    return new Date(realtime.serverNow()).toISOString();
  }
}

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
