import { z } from "zod";
import type { Message, MessagePage, ReadReceipt, ReceiptPage } from "@firecast/contract/space/chat";
import { Segment } from "@firecast/contract/core/ids";
import type { User } from "../../platform/auth/user.js";
import { listCursor, notOfThisList, pageOf } from "../../platform/firestore/listCursor.js";
import type { ChatDeps } from "./deps.js";

const Seq = z.int().min(1).max(999_999_999_999_999);

/** The `seq` of the message where a page ended. */
export const messageCursor = listCursor(Seq);

/** What a page ended with, or the `seq` of a message that a client has, as it is: no cursor consists of digits alone. */
const Cursor = z
  .string()
  .max(64)
  .transform((text, context) => {
    const seq =
      messageCursor.decode(text) ?? (/^\d+$/.test(text) ? Seq.safeParse(Number(text)).data : undefined);
    if (seq !== undefined) return seq;
    context.addIssue(notOfThisList);
    return z.NEVER;
  });

const maxPage = 100;

const Limit = z
  .string()
  .regex(/^\d{1,3}$/, "must be a whole number")
  .transform(Number)
  .refine((limit) => limit >= 1 && limit <= maxPage, `must be 1 to ${maxPage}`);

/** `before` goes towards older messages, `after` towards newer ones; without either, from the newest. */
export const ListMessages = z
  .object({
    limit: Limit.default(50),
    before: Cursor.optional(),
    after: Cursor.optional(),
  })
  .refine(({ before, after }) => before === undefined || after === undefined, {
    error: "give before or after, not both",
    path: ["after"],
  });

export type ListMessages = z.infer<typeof ListMessages>;

/** The cursor is the last reader's uid. */
export const ListReceipts = z.object({ limit: Limit.default(100), cursor: Segment.optional() });

export type ListReceipts = z.infer<typeof ListReceipts>;

/** `found` holds one row more than the page if the list goes on; an unreadable message is left out, and counted. */
export const messagePage = (
  found: readonly { seq: number; message: Message | undefined }[],
  limit: number,
): MessagePage =>
  pageOf(
    found,
    limit,
    ({ message }) => message,
    ({ seq }) => messageCursor.encode(seq),
  );

/** The same of receipts. */
export const receiptPage = (
  found: readonly { uid: string; receipt: ReadReceipt | undefined }[],
  limit: number,
): ReceiptPage =>
  pageOf(
    found,
    limit,
    ({ receipt }) => receipt,
    ({ uid }) => uid,
  );

interface List<Query> {
  readonly user: User;
  readonly spaceId: string;
  readonly query: Query;
}

export async function listMessages(
  { store, spaces }: ChatDeps,
  { user, spaceId, query }: List<ListMessages>,
): Promise<MessagePage> {
  await spaces.requireMember(user.uid, spaceId);
  return messagePage(await store.page(spaceId, query), query.limit);
}

export async function listReceipts(
  { store, spaces }: ChatDeps,
  { user, spaceId, query: { limit, cursor } }: List<ListReceipts>,
): Promise<ReceiptPage> {
  await spaces.requireMember(user.uid, spaceId);
  return receiptPage(await store.receipts(spaceId, limit, cursor), limit);
}
