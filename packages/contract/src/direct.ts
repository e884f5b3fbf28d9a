import { z } from "zod";
import { channelKind, durable, ephemeral } from "./core/channelKind.js";
import { MessageText } from "./space/chat.js";
import { Segment, Timestamp } from "./core/ids.js";

/** What one user says to another one, for both of them alone. */
export const DirectMessage = z.object({
  id: Segment,
  /** Position of the message's event in the channel of the two: lists are in this order. */
  seq: z.int().positive(),
  authorId: Segment,
  recipientId: Segment,
  text: z.string(),
  createdAt: Timestamp,
});

export const SendDirectMessage = z.strictObject({ text: MessageText });

export const ListDirectMessages = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  /** A page's `nextCursor`, or a message's `seq`: messages before it. */
  cursor: z.string().max(64).optional(),
});

/** Newest first. */
export const DirectMessagePage = z.object({
  items: z.array(DirectMessage),
  nextCursor: z.string().nullable(),
});

export const ListConversations = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(400).optional(),
});

/** With whom the caller has exchanged messages, the latest first. */
export const ConversationPage = z.object({
  items: z.array(z.object({ uid: Segment, lastMessageAt: Timestamp })),
  nextCursor: z.string().nullable(),
});

/** Of two users, `low` is the one whose uid sorts first: see `directParams`. */
export const directChannel = channelKind({
  name: "direct/{low}/{high}",
  events: {
    "direct:message:created": durable(DirectMessage),
  },
  history: 100,
  subscribe: [
    { type: "self", param: "low" },
    { type: "self", param: "high" },
  ],
  publish: { type: "server" },
  rate: { user: { perMinute: 120 } },
  presence: false,
});

/** What all other users say to a user. A message that was missed here is in the lists. */
export const directInboxChannel = channelKind({
  name: "users/{uid}/direct",
  events: {
    "direct:message:received": ephemeral(DirectMessage),
  },
  history: 0,
  subscribe: { type: "self", param: "uid" },
  publish: { type: "server" },
  rate: { user: { perMinute: 120 } },
  presence: false,
});

export const directParams = (a: string, b: string) => (a < b ? { low: a, high: b } : { low: b, high: a });

export type DirectMessage = z.infer<typeof DirectMessage>;
export type SendDirectMessage = z.infer<typeof SendDirectMessage>;
export type DirectMessagePage = z.infer<typeof DirectMessagePage>;
export type ListDirectMessages = z.infer<typeof ListDirectMessages>;
export type ListConversations = z.infer<typeof ListConversations>;
export type ConversationPage = z.infer<typeof ConversationPage>;
