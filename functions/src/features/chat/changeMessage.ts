import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { chatChannel, type Message } from "@firecast/contract/space/chat";
import type { Member } from "@firecast/contract/space/spaces";
import type { User } from "../../platform/auth/user.js";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { once } from "../../platform/concurrency/once.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { notFound, Problem } from "../../platform/problems.js";
import { decideDeletion, decideEdit, decidePin, decideUnpin, type MessageDecision } from "./decide.js";
import type { ChatDeps } from "./deps.js";

/** A message that a user changes. */
export interface ChangedMessage extends Call<Message, Pick<User, "uid">> {
  readonly spaceId: string;
  readonly messageId: string;
}

export const editMessage = (deps: ChatDeps, target: ChangedMessage, text: string): Promise<Message> =>
  changeMessage(deps, target, async (actor, message, at) =>
    decideEdit(actor, message, { text, mentions: await deps.mentionedMembers(target.spaceId, text), at }),
  );

export const deleteMessage = (deps: ChatDeps, target: ChangedMessage): Promise<Message> =>
  changeMessage(deps, target, decideDeletion);

export const pinMessage = (deps: ChatDeps, target: ChangedMessage): Promise<Message> =>
  changeMessage(deps, target, decidePin);

export const unpinMessage = (deps: ChatDeps, target: ChangedMessage): Promise<Message> =>
  changeMessage(deps, target, decideUnpin);

/** Reads, decides, and commits if the message is still as it was read. */
async function changeMessage(
  { store, spaces, publisher, limits, clock }: ChatDeps,
  { user, spaceId, messageId, request }: ChangedMessage,
  decide: (actor: Member, message: Message, at: string) => MessageDecision | Promise<MessageDecision>,
): Promise<Message> {
  const channel = channelOf(chatChannel, { spaceId });
  const count = once(() => limits.take(user.uid, channel));

  return retryOnConflict(request, async () => {
    const actor = await spaces.requireMember(user.uid, spaceId);
    await count();
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
}
