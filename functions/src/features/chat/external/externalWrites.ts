import type { z } from "zod";
import { type Message, MessageText } from "@firecast/contract/space/chat";
import { Segment } from "@firecast/contract/core/ids";
import { nameFrom } from "@firecast/contract/core/names";
import { ForeignMessage, StoredMessage } from "../schema.js";
import { textHash } from "../store.js";

/** A write to a message's document, by us or by another backend. */
export interface MessageWrite {
  spaceId: string;
  messageId: string;
  before: object | undefined;
  after: object | undefined;
  /** When it was made. */
  at: string;
}

/** A message that another backend wrote. Without a name, its author is called what our users see. */
export type ExternalPost = Omit<Message, "seq" | "mentions" | "authorName"> & {
  authorName?: string | undefined;
};

/** What a write means to the subscribers of the chat. */
export type WriteMeaning =
  /** They know already: we wrote it, and the event was in the same commit. */
  | { type: "known" }
  | { type: "posted"; message: ExternalPost }
  | { type: "edited"; message: Message }
  | { type: "deleted"; message: Message }
  | { type: "unreadable"; error: z.ZodError };

/**
 * Reads the state, not the change: a text that differs from the one streamed last is news, however many writes ago it
 * came in. So events that are late, doubled or out of order lead to the same end.
 */
export function meaningOf(write: MessageWrite): WriteMeaning {
  const { before, after } = write;
  if (after === undefined) return meaningOfDeletion(before);
  return "seq" in after ? meaningOfUpdate(after, write.at) : meaningOfPost(after, write);
}

function meaningOfPost(after: object, { spaceId, messageId, at }: MessageWrite): WriteMeaning {
  const id = Segment.safeParse(messageId);
  if (!id.success) return { type: "unreadable", error: id.error };
  const posted = ForeignMessage.safeParse(after);
  if (!posted.success) return { type: "unreadable", error: posted.error };
  const { replyTo, authorName, createdAt = at, ...said } = posted.data;
  const name = nameFrom(authorName ?? undefined);
  return {
    type: "posted",
    message: {
      id: id.data,
      spaceId,
      ...said,
      ...(name !== undefined && { authorName: name }),
      ...(replyTo && { replyTo }),
      createdAt,
    },
  };
}

function meaningOfUpdate(after: object, at: string): WriteMeaning {
  const stored = StoredMessage.safeParse(after);
  if (!stored.success) return { type: "unreadable", error: stored.error };
  const { deleted, streamedText, ...message } = stored.data;
  if (deleted || textHash(message.text) === streamedText) return { type: "known" };
  const text = MessageText.safeParse(message.text);
  if (!text.success) return { type: "unreadable", error: text.error };
  return { type: "edited", message: { ...message, editedAt: at } };
}

/** Our own deletion leaves the document. What was never streamed, or is deleted for the streams, needs no event. */
function meaningOfDeletion(before: object | undefined): WriteMeaning {
  const stored = StoredMessage.safeParse(before);
  if (!stored.success) return { type: "known" };
  const { deleted, streamedText: _, ...message } = stored.data;
  return deleted ? { type: "known" } : { type: "deleted", message };
}
