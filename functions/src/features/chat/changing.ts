import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/channel";
import { chatChannel } from "@firecast/contract/chat";
import type { Message } from "@firecast/contract/chat";
import type { Member } from "@firecast/contract/spaces";
import type { User } from "../../platform/auth/user.js";
import { toTimestamp } from "../../platform/clock.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { notFound, Problem } from "../../platform/problems.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { Parts } from "./parts.js";
import { type Decision, decideDeletion, decideEdit, decidePin, decideUnpin } from "./decide.js";

interface Target {
  user: User;
  spaceId: string;
  messageId: string;
  request: IdempotentRequest<Message> | undefined;
}

/** What can be done to a message: each reads, decides, and commits if the message is still as it was read. */
export function changing({ store, spaces, publisher, limits, clock, mentioned }: Parts) {
  const change = async (
    { user, spaceId, messageId, request }: Target,
    decide: (actor: Member, message: Message, at: string) => Decision | Promise<Decision>,
  ): Promise<Message> => {
    const channel = channelOf(chatChannel, { spaceId });
    limits.take(user.uid, channel);

    return retryOnConflict(request, async () => {
      const actor = await spaces.requireMember(user.uid, spaceId);
      const seen = await store.message(spaceId, messageId);
      if (!seen) throw notFound();
      const decision = await decide(actor, seen.value, toTimestamp(clock.now()));
      if (decision.type === "refuse") throw new Problem(decision.code, { detail: decision.detail });

      const { message } = decision;
      const writes = (batch: WriteBatch): void => {
        if (decision.type === "change") store.updateMessage(batch, seen, message, user.uid);
        request?.record(batch, message);
      };
      if (decision.type === "change") {
        await publisher.append({ channel, events: [decision.event], writes, request });
      } else if (request) {
        await store.commit(writes);
      }
      return message;
    });
  };

  return {
    edit: (target: Target, text: string): Promise<Message> =>
      change(target, async (actor, message, at) =>
        decideEdit(actor, message, { text, mentions: await mentioned(target.spaceId, text), at }),
      ),

    remove: async (target: Target): Promise<void> => {
      await change(target, decideDeletion);
    },

    pin: (target: Target): Promise<Message> => change(target, decidePin),

    unpin: async (target: Target): Promise<void> => {
      await change(target, decideUnpin);
    },
  };
}
