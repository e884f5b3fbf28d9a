import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/channel";
import { type ReadState, readsChannel } from "@firecast/contract/chat";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { notFound } from "../../platform/problems.js";
import { advance } from "./decide.js";
import type { ChatDeps } from "./deps.js";

interface Read extends Call<ReadState> {
  readonly spaceId: string;
  readonly lastReadMessageId: string;
}

/** The receipt's document is the truth; the event only spares connected readers a look at it. */
export async function markRead(
  { store, spaces, receipts, limits, clock }: ChatDeps,
  { user, spaceId, lastReadMessageId, request }: Read,
): Promise<ReadState> {
  await limits.take(user.uid, channelOf(readsChannel, { spaceId }));

  return retryOnConflict(request, async () => {
    await spaces.requireMember(user.uid, spaceId);
    const { message, receipt: seen } = await store.reading(spaceId, lastReadMessageId, user.uid);
    if (!message) throw notFound();

    const { receipt, advanced } = advance(seen?.value, message, user.uid, toTimestamp(clock.now()));
    const state = { ...receipt, unread: await store.unread(spaceId, user.uid, receipt.lastReadSeq) };
    const writes = (batch: WriteBatch): void => {
      if (advanced) store.putReceipt(batch, spaceId, seen, receipt);
      request?.record(batch, state);
    };
    if (advanced || request) await store.commit(writes);
    if (advanced) await receipts.announce(spaceId, receipt);
    return state;
  });
}
