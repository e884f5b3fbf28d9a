import type { Message } from "../../../contract/chat.js";
import type { Notice } from "../notice.js";
import { clip } from "./clip.js";
import { tell, users } from "./tell.js";

/** A message's document was written. */
export interface MessageChange {
  /** Undefined also while the message had no place in the chat yet: it is said from then on. */
  readonly before: Message | undefined;
  readonly after: Message;
  readonly spaceName: string;
  /** Whose message it answers, if it does and that one is there. */
  readonly repliedAuthor: string | undefined;
  /** Who pinned it; unknown if another backend did. */
  readonly pinnedBy: string | undefined;
  /** When it was written. */
  readonly at: string;
}

const about = ({ after: { spaceId, id, text }, spaceName }: MessageChange) => ({
  spaceId,
  spaceName: clip(spaceName),
  messageId: id,
  excerpt: clip(text),
});
const pathOf = ({ spaceId, id }: Message): string => `spaces/${spaceId}/messages/${id}`;
/** Triggers come late: a new message says itself when it was said. */
const saidAt = ({ before, after, at }: MessageChange): string => (before ? at : after.createdAt);
const isDeleted = ({ deletedAt }: Message): boolean => deletedAt !== undefined;

/** Who is named once more after an edit has heard of this message. */
export function mention(change: MessageChange): Notice<"mention">[] {
  const { before, after } = change;
  if (isDeleted(after)) return [];
  const named = after.mentions.filter((uid) => !before?.mentions.includes(uid));
  return tell("mention", {
    cause: pathOf(after),
    payload: { ...about(change), authorId: after.authorId },
    actor: after.authorId,
    at: saidAt(change),
    audience: users(...named),
  });
}

/** Whoever is named in the reply, too, hears of it once, as the mention. */
export function reply(change: MessageChange): Notice<"reply">[] {
  const { before, after, repliedAuthor } = change;
  if (before || isDeleted(after) || after.replyTo === undefined || repliedAuthor === undefined) return [];
  if (after.mentions.includes(repliedAuthor)) return [];
  return tell("reply", {
    cause: pathOf(after),
    payload: { ...about(change), authorId: after.authorId, repliedTo: after.replyTo },
    actor: after.authorId,
    at: saidAt(change),
    audience: users(repliedAuthor),
  });
}

/** Pinned again later is news again. */
export function messagePinned(change: MessageChange): Notice<"message_pinned">[] {
  const { before, after, pinnedBy, at } = change;
  if (isDeleted(after) || after.pinnedAt === undefined || before?.pinnedAt === after.pinnedAt) return [];
  return tell("message_pinned", {
    cause: `${pathOf(after)} ${after.pinnedAt}`,
    payload: about(change),
    actor: pinnedBy,
    at,
    audience: users(after.authorId),
  });
}
