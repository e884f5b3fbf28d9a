import type { Message } from "@firecast/contract/space/chat";
import type { Notice, Recall } from "../../platform/notices/notice.js";
import { tell, users } from "../../platform/notices/tell.js";
import {
  isDeleted,
  mention,
  type MessageChange,
  messagePath,
  messagePayload,
  messagePinned,
  pinCause,
  reply,
} from "./notices.js";

/** A message was changed: deleted, edited, unpinned. `after` is undefined where its document is gone. */
export interface Correction {
  readonly before: Message;
  readonly after: Message | undefined;
  readonly repliedAuthor: string | undefined;
  readonly at: string;
}

/** What was told of a message and is no longer true: all of it once it is deleted, of an edit the names that are gone. */
export function recallsOf({ before, after, repliedAuthor, at }: Correction): Recall[] {
  const left = after && !isDeleted(after) ? after : undefined;
  const unnamed = before.mentions.filter((uid) => !left?.mentions.includes(uid));
  const isUnpinned = before.pinnedAt !== undefined && left?.pinnedAt !== before.pinnedAt;
  const cause = messagePath(before);
  const told = [
    { type: mention.type, cause, uids: unnamed },
    { type: reply.type, cause, uids: !left && repliedAuthor !== undefined ? [repliedAuthor] : [] },
    { type: messagePinned.type, cause: pinCause(before), uids: isUnpinned ? [before.authorId] : [] },
  ];
  return told
    .filter(({ uids }) => uids.length > 0)
    .map(({ type, cause, uids }) => ({ type, cause, at, audience: users(...uids) }));
}

/** What was told of a message and reads differently since it was edited. */
export function revisionsOf(change: MessageChange): Notice[] {
  const { before, after, repliedAuthor, at } = change;
  if (!before || isDeleted(after) || before.text === after.text) return [];
  const payload = { ...messagePayload(change), authorId: after.authorId };
  const said = { cause: messagePath(after), actor: after.authorId, at };
  const still = after.mentions.filter((uid) => before.mentions.includes(uid));
  const revisions: Notice[] = tell(mention, { ...said, payload, audience: users(...still) });
  if (after.replyTo !== undefined && repliedAuthor !== undefined) {
    const answer = { ...payload, repliedTo: after.replyTo };
    revisions.push(...tell(reply, { ...said, payload: answer, audience: users(repliedAuthor) }));
  }
  if (after.pinnedAt !== undefined && after.pinnedAt === before.pinnedAt) {
    const pinned = { cause: pinCause(after), payload: messagePayload(change), at };
    revisions.push(...tell(messagePinned, { ...pinned, audience: users(after.authorId) }));
  }
  return revisions;
}
