import { z } from "zod";
import { Segment, Timestamp } from "../core/ids.js";
import { unnamed } from "../core/names.js";
import { channelKind, durable, ephemeral, presenceEvents } from "../core/channelKind.js";

export const Message = z.object({
  id: Segment,
  spaceId: Segment,
  /** Position of the message's `created` event in the space's chat channel: lists are in this order. */
  seq: z.int().positive(),
  authorId: Segment,
  /** What the author was called when it was written. */
  authorName: z.string().max(200).default(unnamed),
  /** Empty once the message is deleted. */
  text: z.string(),
  replyTo: Segment.optional(),
  /** Active members that the text names as `@uid`, each once, at most 50. */
  mentions: z.array(Segment),
  createdAt: Timestamp,
  editedAt: Timestamp.optional(),
  deletedAt: Timestamp.optional(),
  pinnedAt: Timestamp.optional(),
});

/** What a message may say: up to 4000 UTF-16 units. */
export const MessageText = z
  .string()
  .max(4000)
  .regex(/^\P{Surrogate}*$/u, "must be well-formed Unicode")
  .refine((text) => text.trim().length > 0, "must not be blank");

export const PostMessage = z.strictObject({ text: MessageText, replyTo: Segment.optional() });
export const EditMessage = z.strictObject({ text: MessageText });
export const SetTyping = z.strictObject({ typing: z.boolean() });
export const MarkRead = z.strictObject({ lastReadMessageId: Segment });

/** Newest first; with `after`, oldest first. Deleted messages stay in their place, without text. */
export const MessagePage = z.object({
  items: z.array(Message),
  /** Goes on in the same direction; null at the end. */
  nextCursor: z.string().nullable(),
});

/** Clients drop the indicator at `expiresAt` if no newer event came. */
export const Typing = z.object({ uid: Segment, typing: z.boolean(), expiresAt: Timestamp });

export const ReadReceipt = z.object({
  uid: Segment,
  lastReadMessageId: Segment,
  lastReadSeq: z.int().positive(),
  readAt: Timestamp,
});

/** Receipts of a space, one per reader, in the order of uids. */
export const ReceiptPage = z.object({ items: z.array(ReadReceipt), nextCursor: z.string().nullable() });

/** Counting stops here: 1000 means 1000 or more. */
export const maxUnread = 1000;

/** A reader's own answer: the receipt and how many messages of others lie beyond it. */
export const ReadState = ReadReceipt.extend({ unread: z.int().nonnegative().max(maxUnread) });

export const MessageDeleted = z.object({
  id: Segment,
  spaceId: Segment,
  seq: z.int().positive(),
  deletedAt: Timestamp,
});
export const MessageUnpinned = z.object({ id: Segment, spaceId: Segment, seq: z.int().positive() });

export const chatChannel = channelKind({
  name: "spaces/{spaceId}/chat",
  events: {
    "chat:message:created": durable(Message),
    "chat:message:updated": durable(Message),
    "chat:message:deleted": durable(MessageDeleted),
    "chat:message:pinned": durable(Message),
    "chat:message:unpinned": durable(MessageUnpinned),
    "chat:typing": ephemeral(Typing),
    ...presenceEvents,
  },
  history: 200,
  subscribe: { type: "member", param: "spaceId" },
  publish: { type: "server" },
  rate: { user: { perMinute: 600 }, channel: { perMinute: 6000 } },
  presence: true,
});

/**
 * Who has read how far, apart from the chat: as many receipts as readers must not push messages out of its log. Keyed by
 * reader: who comes back hears of the newest of each, and with `?snapshot=1` of all readers.
 */
export const readsChannel = channelKind({
  name: "spaces/{spaceId}/reads",
  events: {
    "chat:read": durable(ReadReceipt, { keys: ({ uid }) => [uid] }),
  },
  history: 500,
  subscribe: { type: "member", param: "spaceId" },
  publish: { type: "server" },
  rate: { user: { perMinute: 600 } },
  presence: false,
});

export type Message = z.infer<typeof Message>;
export type PostMessage = z.infer<typeof PostMessage>;
export type MessagePage = z.infer<typeof MessagePage>;
export type ReadReceipt = z.infer<typeof ReadReceipt>;
export type ReceiptPage = z.infer<typeof ReceiptPage>;
export type ReadState = z.infer<typeof ReadState>;
export type Typing = z.infer<typeof Typing>;
