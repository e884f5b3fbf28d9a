import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/channel";
import { readsChannel } from "@firecast/contract/chat";
import type { ReadState, ReceiptPage } from "@firecast/contract/chat";
import type { User } from "../../platform/auth/user.js";
import { toTimestamp } from "../../platform/clock.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { notFound } from "../../platform/problems.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { Parts } from "./parts.js";
import { advance } from "./decide.js";
import { type ListReceipts, receiptPage } from "./page.js";

/** The receipt's document is the truth; the event only spares readers who are connected a look at it. */
export const reading =
  ({ store, spaces, tellReceipt, limits, clock }: Parts) =>
  async (
    user: User,
    spaceId: string,
    messageId: string,
    request: IdempotentRequest<ReadState> | undefined,
  ): Promise<ReadState> => {
    limits.take(user.uid, channelOf(readsChannel, { spaceId }));

    return retryOnConflict(request, async () => {
      await spaces.requireMember(user.uid, spaceId);
      const { message, receipt: seen } = await store.reading(spaceId, messageId, user.uid);
      if (!message) throw notFound();

      const { receipt, advanced } = advance(seen?.value, message, user.uid, toTimestamp(clock.now()));
      const state = { ...receipt, unread: await store.unread(spaceId, user.uid, receipt.lastReadSeq) };
      const writes = (batch: WriteBatch): void => {
        if (advanced) store.putReceipt(batch, spaceId, seen, receipt);
        request?.record(batch, state);
      };
      if (advanced || request) await store.commit(writes);
      if (advanced) await tellReceipt(spaceId, receipt);
      return state;
    });
  };

export const listingReceipts =
  ({ store, spaces }: Parts) =>
  async (user: User, spaceId: string, query: ListReceipts): Promise<ReceiptPage> => {
    await spaces.requireMember(user.uid, spaceId);
    return receiptPage(await store.receipts(spaceId, query), query.limit);
  };
