import { type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { DirectMessage } from "@firecast/contract/direct";
import { committer } from "../../platform/firestore/commit.js";
import { pageByTime, type TimePlace } from "../../platform/firestore/pageByTime.js";
import { decodedPages, pages } from "../../platform/firestore/pages.js";
import { read } from "../../platform/firestore/read.js";
import { decode } from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { conversationDocument, directMessageDocument } from "./paths.js";
import { Conversation, conversationId } from "./schema.js";

/** Documents per read where there may be many. */
const pageSize = 100;

/** Every read and write of what users say to each other. Writes go into the caller's batch. */
export function directStore(firestore: Firestore, log: Log) {
  const messagesOf = (id: string) => directMessageDocument.collection(firestore, { conversationId: id });
  const conversationsOf = (uid: string) => conversationDocument.collection(firestore, { uid });
  const conversationAt = (uid: string, otherUid: string) =>
    conversationDocument.document(firestore, { uid, otherUid });

  const commit = committer(firestore, "direct messages");

  return {
    /** Newest first: one more than `limit` if there are more. */
    page: async (a: string, b: string, limit: number, before = Number.MAX_SAFE_INTEGER) => {
      const query = messagesOf(conversationId(a, b)).where("seq", "<", before).orderBy("seq", "desc");
      const { docs } = await read("direct messages", query.limit(limit + 1).get());
      return docs.map((snapshot) => ({
        seq: z.number().parse(snapshot.get("seq")),
        message: decode(DirectMessage, snapshot, log)?.value,
      }));
    },

    /** The latest first, by their last messages; the other user's uid is the id. */
    conversations: (uid: string, limit: number, after: TimePlace | undefined) =>
      pageByTime(Conversation, conversationsOf(uid), {
        what: "conversations",
        by: "lastMessageAt",
        after,
        limit,
        log,
      }),

    createMessage: (batch: WriteBatch, message: DirectMessage): void => {
      const { id, authorId, recipientId, createdAt: lastMessageAt } = message;
      batch.set(conversationAt(authorId, recipientId), { uid: recipientId, lastMessageAt });
      batch.set(conversationAt(recipientId, authorId), { uid: authorId, lastMessageAt });
      batch.create(messagesOf(conversationId(authorId, recipientId)).doc(id), message);
    },

    /** All conversations of a user, page by page. */
    conversationsOf: (uid: string): AsyncGenerator<Conversation[]> =>
      decodedPages(Conversation, conversationsOf(uid), { what: "conversations", size: pageSize, log }),

    /** Deletes what a user has said to another one. */
    deleteMessages: async (authorId: string, recipientId: string): Promise<void> => {
      const said = messagesOf(conversationId(authorId, recipientId)).where("authorId", "==", authorId);
      for await (const page of pages(said.select(), { what: "direct messages", size: pageSize }))
        await commit((batch) => page.forEach(({ ref }) => batch.delete(ref)));
    },
  };
}

export type DirectStore = ReturnType<typeof directStore>;
