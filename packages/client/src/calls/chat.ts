import type { z } from "zod";
import type {
  Message,
  MessagePage,
  PostMessage,
  ReadState,
  ReceiptPage,
} from "@firecast/contract/space/chat";
import { type Caller, pathOf, type WriteOptions } from "./call.js";

/** Newest first. `before` goes on towards older messages, `after` towards newer ones: a page's `nextCursor`, or a message's `seq`. */
export interface Listing {
  limit?: number;
  before?: string;
  after?: string;
}

/** `…/spaces/{spaceId}/chat` */
export const chatCalls = ({ read, write }: Caller) => ({
  list: (spaceId: string, query: Listing = {}) =>
    read<MessagePage>(pathOf`/api/spaces/${spaceId}/chat`, { ...query }),
  post: (spaceId: string, message: z.input<typeof PostMessage>, options?: WriteOptions) =>
    write<Message>("POST", pathOf`/api/spaces/${spaceId}/chat`, message, options),
  edit: (spaceId: string, messageId: string, text: string, options?: WriteOptions) =>
    write<Message>("PATCH", pathOf`/api/spaces/${spaceId}/chat/${messageId}`, { text }, options),
  remove: (spaceId: string, messageId: string, options?: WriteOptions) =>
    write<undefined>("DELETE", pathOf`/api/spaces/${spaceId}/chat/${messageId}`, undefined, options),
  pin: (spaceId: string, messageId: string, options?: WriteOptions) =>
    write<Message>("PUT", pathOf`/api/spaces/${spaceId}/chat/${messageId}/pin`, undefined, options),
  unpin: (spaceId: string, messageId: string, options?: WriteOptions) =>
    write<undefined>("DELETE", pathOf`/api/spaces/${spaceId}/chat/${messageId}/pin`, undefined, options),
  /** See `createTyping` for when to say it. */
  typing: (spaceId: string, typing: boolean, options?: WriteOptions) =>
    write<undefined>("POST", pathOf`/api/spaces/${spaceId}/chat/typing`, { typing }, options),
  /** Goes forward only. */
  markRead: (spaceId: string, lastReadMessageId: string, options?: WriteOptions) =>
    write<ReadState>("POST", pathOf`/api/spaces/${spaceId}/chat/read`, { lastReadMessageId }, options),
  reads: (spaceId: string, query: { limit?: number; cursor?: string } = {}) =>
    read<ReceiptPage>(pathOf`/api/spaces/${spaceId}/chat/reads`, { ...query }),
});
