import { channelOf } from "@firecast/contract/core/channel";
import { type ReadState, readsChannel } from "@firecast/contract/space/chat";
import type { Call } from "../../../platform/call.js";
import { toTimestamp } from "../../../platform/clock.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { notFound } from "../../../platform/problems.js";
import { advance } from "../decide.js";
import type { ChatDeps } from "../deps.js";

interface Read extends Call<ReadState> {
  readonly spaceId: string;
  readonly lastReadMessageId: string;
}

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
    if (advanced) return receipts.commit({ spaceId, seen, state, request });
    if (request) await store.commit((batch) => request.record(batch, state));
    return state;
  });
}
