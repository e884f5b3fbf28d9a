import { z } from "zod";
import type {
  ConversationPage,
  DirectMessagePage,
  ListConversations,
  ListDirectMessages,
} from "@firecast/contract/direct";
import type { User } from "../../platform/auth/user.js";
import { listCursor, pageOf } from "../../platform/firestore/listCursor.js";
import { timeCursor } from "../../platform/firestore/pageByTime.js";
import { notFound } from "../../platform/problems.js";
import type { DirectDeps } from "./deps.js";
import { requireOther } from "./sendMessage.js";

const Seq = z.int().min(1).max(999_999_999_999_999);
/** The `seq` of the message where a page ended. */
const messageCursor = listCursor(Seq);

/** A page's cursor, or a message's own `seq`: a client that has let go of older messages goes on from what it holds. */
const seqIn = (cursor: string): number =>
  (/^\d+$/.test(cursor) ? Seq.safeParse(Number(cursor)).data : undefined) ?? messageCursor.parse(cursor);

interface List {
  readonly user: User;
  /** uid of the other one. */
  readonly other: string;
  readonly query: ListDirectMessages;
}

/** What two users have said to each other. @throws Problem `not_found` for no user. */
export async function listMessages(
  { store, accounts }: DirectDeps,
  { user: { uid }, other, query: { limit, cursor } }: List,
): Promise<DirectMessagePage> {
  requireOther(uid, other);
  const before = cursor === undefined ? undefined : seqIn(cursor);
  const found = await store.page(uid, other, limit, before);
  if (found.length === 0 && !(await accounts.exists(other))) throw notFound();
  return pageOf(
    found,
    limit,
    ({ message }) => message,
    ({ seq }) => messageCursor.encode(seq),
  );
}

/** With whom a user has exchanged messages. */
export async function listConversations(
  { store }: DirectDeps,
  { user: { uid }, query: { limit, cursor } }: { user: User; query: ListConversations },
): Promise<ConversationPage> {
  const after = cursor === undefined ? undefined : timeCursor.parse(cursor);
  return pageOf(
    await store.conversations(uid, limit, after),
    limit,
    ({ value }) => value,
    ({ place }) => timeCursor.encode(place),
  );
}
