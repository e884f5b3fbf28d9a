import type { Message } from "@firecast/contract/chat";
import type { Notice, Recall } from "../notice.js";
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
const pinOf = (message: Message): string => `${pathOf(message)} ${message.pinnedAt}`;
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
    cause: pinOf(after),
    payload: about(change),
    actor: pinnedBy,
    at,
    audience: users(after.authorId),
  });
}

/** A message was changed: deleted, edited, unpinned. `after` is undefined where its document is gone. */
export interface Said {
  readonly before: Message;
  readonly after: Message | undefined;
  readonly repliedAuthor: string | undefined;
  readonly at: string;
}

/** What was told of a message and is true no more: all of it once it is deleted, of an edit the names that are gone. */
export function recallsOf({ before, after, repliedAuthor, at }: Said): Recall[] {
  const left = after && !isDeleted(after) ? after : undefined;
  const unnamed = before.mentions.filter((uid) => !left?.mentions.includes(uid));
  const isUnpinned = before.pinnedAt !== undefined && left?.pinnedAt !== before.pinnedAt;
  const cause = pathOf(before);
  return [
    { type: "mention", cause, uids: unnamed } as const,
    { type: "reply", cause, uids: !left && repliedAuthor !== undefined ? [repliedAuthor] : [] } as const,
    { type: "message_pinned", cause: pinOf(before), uids: isUnpinned ? [before.authorId] : [] } as const,
  ].flatMap(({ uids, ...what }) => (uids.length > 0 ? [{ ...what, at, audience: users(...uids) }] : []));
}

/** What was told of a message and reads otherwise since it was edited. */
export function revisionsOf(
  change: MessageChange,
): (Notice<"mention"> | Notice<"reply"> | Notice<"message_pinned">)[] {
  const { before, after, repliedAuthor, at } = change;
  if (!before || isDeleted(after) || before.text === after.text) return [];
  const still = after.mentions.filter((uid) => before.mentions.includes(uid));
  const isPinned = after.pinnedAt !== undefined && after.pinnedAt === before.pinnedAt;
  const said = { payload: { ...about(change), authorId: after.authorId }, actor: after.authorId, at };
  return [
    ...tell("mention", { ...said, cause: pathOf(after), audience: users(...still) }),
    ...(after.replyTo === undefined || repliedAuthor === undefined
      ? []
      : tell("reply", {
          ...said,
          cause: pathOf(after),
          payload: { ...said.payload, repliedTo: after.replyTo },
          audience: users(repliedAuthor),
        })),
    ...(isPinned
      ? tell("message_pinned", {
          ...{ cause: pinOf(after), payload: about(change), at },
          audience: users(after.authorId),
        })
      : []),
  ];
}
