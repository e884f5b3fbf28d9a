import type { chatChannel } from "@firecast/contract/space/chat";
import type { Message, ReadReceipt } from "@firecast/contract/space/chat";
import type { Member } from "@firecast/contract/space/spaces";
import type { AnyDraft } from "../../realtime/index.js";

type ChatEvent = AnyDraft<typeof chatChannel>;

/** What becomes of a message. */
export type MessageDecision =
  | { type: "keep"; message: Message }
  | { type: "change"; message: Message; event: ChatEvent }
  | { type: "refuse"; code: "forbidden" | "conflict"; detail: string };

const keep = (message: Message): MessageDecision => ({ type: "keep", message });
const change = (message: Message, event: ChatEvent): MessageDecision => ({ type: "change", message, event });
const forbid = (detail: string): MessageDecision => ({ type: "refuse", code: "forbidden", detail });

const isDeleted = ({ deletedAt }: Message): boolean => deletedAt !== undefined;
const deleted: MessageDecision = {
  type: "refuse",
  code: "conflict",
  detail: "The message has been deleted.",
};

/** The author, and owners and admins of the space. */
const mayModerate = (actor: Member, message: Message): boolean =>
  actor.uid === message.authorId || actor.role !== "member";

interface Edit {
  text: string;
  mentions: string[];
  at: string;
}

/** Writing the same text again changes nothing. */
export function decideEdit(actor: Member, message: Message, { text, mentions, at }: Edit): MessageDecision {
  if (actor.uid !== message.authorId) return forbid("Only the author edits a message.");
  if (isDeleted(message)) return deleted;
  if (text === message.text) return keep(message);
  const edited = { ...message, text, mentions, editedAt: at };
  return change(edited, { type: "chat:message:updated", by: actor.uid, data: edited });
}

/** A deleted message keeps its place in the conversation, and nothing that was said in it. */
export function decideDeletion(actor: Member, message: Message, at: string): MessageDecision {
  if (!mayModerate(actor, message)) return forbid("The author deletes a message, or an owner or admin.");
  if (isDeleted(message)) return keep(message);
  const { pinnedAt: _, ...kept } = message;
  const { id, spaceId, seq } = message;
  return change(
    { ...kept, text: "", mentions: [], deletedAt: at },
    { type: "chat:message:deleted", by: actor.uid, data: { id, spaceId, seq, deletedAt: at } },
  );
}

export function decidePin(actor: Member, message: Message, at: string): MessageDecision {
  if (!mayModerate(actor, message)) return forbid("The author pins a message, or an owner or admin.");
  if (isDeleted(message)) return deleted;
  if (message.pinnedAt !== undefined) return keep(message);
  const pinned = { ...message, pinnedAt: at };
  return change(pinned, { type: "chat:message:pinned", by: actor.uid, data: pinned });
}

export function decideUnpin(actor: Member, message: Message): MessageDecision {
  if (!mayModerate(actor, message)) return forbid("The author unpins a message, or an owner or admin.");
  if (isDeleted(message)) return deleted;
  const { pinnedAt, ...unpinned } = message;
  if (pinnedAt === undefined) return keep(message);
  const { id, spaceId, seq } = message;
  return change(unpinned, { type: "chat:message:unpinned", by: actor.uid, data: { id, spaceId, seq } });
}

/** Reading goes forward only: the receipt of an older message changes nothing. */
export function advance(
  receipt: ReadReceipt | undefined,
  message: Message,
  uid: string,
  at: string,
): { receipt: ReadReceipt; advanced: boolean } {
  if (receipt && receipt.lastReadSeq >= message.seq) return { receipt, advanced: false };
  const next = { uid, lastReadMessageId: message.id, lastReadSeq: message.seq, readAt: at };
  return { receipt: next, advanced: true };
}
