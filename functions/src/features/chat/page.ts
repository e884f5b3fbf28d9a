import { z } from "zod";
import type { Message, MessagePage, ReadReceipt, ReceiptPage } from "@firecast/contract/chat";
import { Segment } from "@firecast/contract/ids";
import { decodeCursor, encodeCursor } from "./cursor.js";

const Cursor = z
  .string()
  .max(64)
  .transform((text, context) => {
    const seq = decodeCursor(text);
    if (seq !== undefined) return seq;
    context.addIssue("is not a cursor of this list");
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

/** `found` holds one receipt more than the page if the list goes on; unreadable ones are left out, and counted. */
export function receiptPageOf(
  found: readonly { uid: string; receipt: ReadReceipt | undefined }[],
  limit: number,
): ReceiptPage {
  const shown = found.slice(0, limit);
  return {
    items: shown.flatMap(({ receipt }) => receipt ?? []),
    nextCursor: found.length > limit ? (shown.at(-1)?.uid ?? null) : null,
  };
}

/** `found` holds one message more than the page if the list goes on; unreadable ones are left out, and counted. */
export function pageOf(
  found: readonly { seq: number; message: Message | undefined }[],
  limit: number,
): MessagePage {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.flatMap(({ message }) => message ?? []),
    nextCursor: last && found.length > limit ? encodeCursor(last.seq) : null,
  };
}
