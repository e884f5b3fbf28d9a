import { channelOf } from "@firecast/contract/channel";
import { chatChannel } from "@firecast/contract/chat";
import type { Message, PostMessage } from "@firecast/contract/chat";
import type { User } from "../../platform/auth/user.js";
import { toTimestamp } from "../../platform/clock.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { Problem } from "../../platform/problems.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { Parts } from "./parts.js";
import { seqOf } from "./seqOf.js";

/** Round trips: the membership and the name unless they are known, what the message refers to if anything, and the commit. */
export const posting =
  ({ store, spaces, names, publisher, limits, clock, ids, mentioned }: Parts) =>
  async (
    author: Pick<User, "uid">,
    spaceId: string,
    draft: PostMessage,
    request: IdempotentRequest<Message> | undefined,
  ): Promise<Message> => {
    const channel = channelOf(chatChannel, { spaceId });
    limits.take(author.uid, channel);

    const requireReplied = async (): Promise<void> => {
      if (draft.replyTo === undefined) return;
      const replied = await store.message(spaceId, draft.replyTo);
      if (!replied || replied.value.deletedAt !== undefined) throw noSuchReply();
    };

    return retryOnConflict(request, async () => {
      const [authorName] = await Promise.all([
        names.one(author.uid),
        spaces.requireMember(author.uid, spaceId),
      ]);
      const [mentions] = await Promise.all([mentioned(spaceId, draft.text), requireReplied()]);
      const id = ids.next();
      const createdAt = toTimestamp(clock.now());
      const messageAt = (seq: number): Message => ({
        id,
        spaceId,
        seq,
        authorId: author.uid,
        authorName,
        ...draft,
        mentions,
        createdAt,
      });

      const events = await publisher.append({
        channel,
        events: [{ type: "chat:message:created", by: author.uid, dataAt: messageAt }],
        writes: (batch, placed) => {
          const message = messageAt(seqOf(placed));
          store.createMessage(batch, message);
          request?.record(batch, message);
        },
        request,
      });
      return messageAt(seqOf(events));
    });
  };

const noSuchReply = (): Problem =>
  new Problem("invalid_request", {
    errors: [
      { in: "body", pointer: "/replyTo", detail: "must be a message of this space that is not deleted" },
    ],
  });
