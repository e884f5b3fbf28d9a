import { z } from "zod";
import type { Message } from "@firecast/contract/space/chat";
import { Segment } from "@firecast/contract/core/ids";
import { days, minutes } from "../../platform/clock.js";
import { clip } from "../../platform/notices/clip.js";
import type { NoticeOf } from "../../platform/notices/notice.js";
import { noticeType } from "../../platform/notices/noticeType.js";
import { Excerpt, exampleSpace, inSpace, spaceUrl } from "../../platform/notices/payload.js";
import { tell, users } from "../../platform/notices/tell.js";

export const mention = noticeType({
  type: "mention",
  category: "chat",
  push: true,
  required: false,
  urgency: "high",
  ttlMs: days(30),
  pushTtlMs: days(1),
  collapse: ({ spaceId }) => `mention-${spaceId}`,
  batch: { key: ({ spaceId }) => spaceId, windowMs: minutes(1) },
  payload: z.object({ ...inSpace, messageId: Segment, authorId: Segment, excerpt: Excerpt }),
  about: ({ authorId }) => authorId,
  render: ({ spaceId, spaceName, messageId, excerpt }, count, name) => ({
    title:
      count === 1
        ? `${name} mentioned you in ${spaceName}`
        : `You were mentioned ${count} times in ${spaceName}`,
    body: excerpt,
    actionUrl: spaceUrl(spaceId, `/chat?message=${messageId}`),
  }),
  example: { ...exampleSpace, messageId: "m1", authorId: "alice", excerpt: "Hello, @bob" },
});

export const reply = noticeType({
  type: "reply",
  category: "chat",
  push: true,
  required: false,
  urgency: "normal",
  ttlMs: days(30),
  pushTtlMs: days(1),
  collapse: ({ spaceId }) => `reply-${spaceId}`,
  batch: { key: ({ repliedTo }) => repliedTo, windowMs: minutes(1) },
  payload: z.object({
    ...inSpace,
    messageId: Segment,
    repliedTo: Segment,
    authorId: Segment,
    excerpt: Excerpt,
  }),
  about: ({ authorId }) => authorId,
  render: ({ spaceId, spaceName, messageId, excerpt }, count, name) => ({
    title: count === 1 ? `${name} replied to you in ${spaceName}` : `${count} replies to you in ${spaceName}`,
    body: excerpt,
    actionUrl: spaceUrl(spaceId, `/chat?message=${messageId}`),
  }),
  example: { ...exampleSpace, messageId: "m2", repliedTo: "m1", authorId: "alice", excerpt: "Yes." },
});

export const messagePinned = noticeType({
  type: "message_pinned",
  category: "chat",
  push: false,
  required: false,
  urgency: "low",
  ttlMs: days(14),
  pushTtlMs: days(1),
  collapse: ({ spaceId }) => `pinned-${spaceId}`,
  payload: z.object({ ...inSpace, messageId: Segment, excerpt: Excerpt }),
  render: ({ spaceId, spaceName, messageId, excerpt }) => ({
    title: `Your message was pinned in ${spaceName}`,
    body: excerpt,
    actionUrl: spaceUrl(spaceId, `/chat?message=${messageId}`),
  }),
  example: { ...exampleSpace, messageId: "m1", excerpt: "Hello, @bob" },
});

export const chatTypes = [mention, reply, messagePinned];

/** A message's document was written. */
export interface MessageChange {
  /** Undefined also while the message had no place in the chat yet: it is said from then on. */
  readonly before: Message | undefined;
  readonly after: Message;
  readonly spaceName: string;
  /** Whose message it answers, if it does and that one is there. */
  readonly repliedAuthor: string | undefined;
  /** uid of the user who pinned it; unknown if another backend did. */
  readonly pinnedBy: string | undefined;
  /** When it was written. */
  readonly at: string;
}

export const messagePayload = ({ after: { spaceId, id, text }, spaceName }: MessageChange) => ({
  spaceId,
  spaceName: clip(spaceName),
  messageId: id,
  excerpt: clip(text),
});
export const messagePath = ({ spaceId, id }: Message): string => `spaces/${spaceId}/messages/${id}`;
export const pinCause = (message: Message): string => `${messagePath(message)} ${message.pinnedAt}`;
/** Triggers come late: a new message says itself when it was said. */
const saidAt = ({ before, after, at }: MessageChange): string => (before ? at : after.createdAt);
export const isDeleted = ({ deletedAt }: Message): boolean => deletedAt !== undefined;

/** A user who was mentioned before an edit, too, has heard of this message. */
export function tellMention(change: MessageChange): NoticeOf<typeof mention>[] {
  const { before, after } = change;
  if (isDeleted(after)) return [];
  const named = after.mentions.filter((uid) => !before?.mentions.includes(uid));
  return tell(mention, {
    cause: messagePath(after),
    payload: { ...messagePayload(change), authorId: after.authorId },
    actor: after.authorId,
    at: saidAt(change),
    audience: users(...named),
  });
}

/** A user whom the reply also mentions hears of it once, as the mention. */
export function tellReply(change: MessageChange): NoticeOf<typeof reply>[] {
  const { before, after, repliedAuthor } = change;
  if (before || isDeleted(after) || after.replyTo === undefined || repliedAuthor === undefined) return [];
  if (after.mentions.includes(repliedAuthor)) return [];
  return tell(reply, {
    cause: messagePath(after),
    payload: { ...messagePayload(change), authorId: after.authorId, repliedTo: after.replyTo },
    actor: after.authorId,
    at: saidAt(change),
    audience: users(repliedAuthor),
  });
}

/** Pinned again later is news again. */
export function tellMessagePinned(change: MessageChange): NoticeOf<typeof messagePinned>[] {
  const { before, after, pinnedBy, at } = change;
  if (isDeleted(after) || after.pinnedAt === undefined || before?.pinnedAt === after.pinnedAt) return [];
  return tell(messagePinned, {
    cause: pinCause(after),
    payload: messagePayload(change),
    actor: pinnedBy,
    at,
    audience: users(after.authorId),
  });
}
