import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "../../contract/channel.js";
import type { ReadState } from "../../contract/chat.js";
import type { User } from "../../platform/auth/user.js";
import { toTimestamp } from "../../platform/clock.js";
import { ok } from "../../platform/http/endpoint.js";
import type { Keyed } from "../../platform/idempotency.js";
import { notFound } from "../../platform/problems.js";
import { settle } from "../../platform/settle.js";
import type { Parts } from "./parts.js";
import { advance } from "./decide.js";

export const reading =
  ({ store, spaces, publisher, limits, clock }: Parts) =>
  async (user: User, spaceId: string, messageId: string, keyed: Keyed | undefined): Promise<ReadState> => {
    const channel = channelOf("chat", { spaceId });
    limits.take(user.uid, channel);

    return settle(keyed, async () => {
      await spaces.requireMember(user.uid, spaceId);
      const { message, receipt: seen } = await store.reading(spaceId, messageId, user.uid);
      if (!message) throw notFound();

      const { receipt, advanced } = advance(seen?.value, message, user.uid, toTimestamp(clock.now()));
      const state = { ...receipt, unread: await store.unread(spaceId, user.uid, receipt.lastReadSeq) };
      const writes = (batch: WriteBatch): void => {
        if (advanced) store.putReceipt(batch, spaceId, seen, receipt);
        keyed?.remember(batch, ok(state));
      };
      if (advanced) {
        const events = [{ type: "chat:read", by: user.uid, data: receipt }] as const;
        await publisher.append({ channel, events, writes, creates: keyed ? [keyed.record] : [] });
      } else if (keyed) {
        await store.commit(writes);
      }
      return state;
    });
  };
