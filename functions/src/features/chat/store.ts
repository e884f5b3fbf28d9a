import {
  FieldPath,
  FieldValue,
  type Firestore,
  type Timestamp,
  type WriteBatch,
} from "firebase-admin/firestore";
import { z } from "zod";
import type { Channel } from "@firecast/contract/core/channel";
import { maxUnread, Message, ReadReceipt } from "@firecast/contract/space/chat";
import { deletedUser } from "@firecast/contract/core/names";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { type IdempotentRequest, idempotentRequest } from "../../platform/firestore/idempotency.js";
import { deleteFound, deletePages } from "../../platform/firestore/deletePages.js";
import { pages } from "../../platform/firestore/pages.js";
import { read, readCount } from "../../platform/firestore/read.js";
import {
  claimOnce,
  decode,
  putVersion,
  updateVersion,
  type Versioned,
} from "../../platform/firestore/versioned.js";
import { causedBy, depthOf } from "../../platform/happenings/causedDepth.js";
import type { Span } from "../../platform/happenings/listener.js";
import { sha256 } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { readAtHead, type StateAt } from "../../realtime/index.js";
import { messageDocument, receiptDocument } from "./paths.js";

/** Documents per read where there may be many. */
const pageSize = 200;

/** Messages between two `seq`, both exclusive: the newest before `before`, or the oldest after `after`. */
export interface MessageRange {
  readonly limit: number;
  readonly before?: number | undefined;
  readonly after?: number | undefined;
}

/** A text as the streams know it; see `StoredMessage`. */
export const textHash = sha256;

/** Every read and write of messages and read receipts. Writes go into the caller's batch. */
export function chatStore(firestore: Firestore, clock: Clock, log: Log) {
  const messagesOf = (spaceId: string) => messageDocument.collection(firestore, { spaceId });
  const messageAt = (spaceId: string, messageId: string) =>
    messageDocument.document(firestore, { spaceId, messageId });
  const receiptAt = (spaceId: string, uid: string) => receiptDocument.document(firestore, { spaceId, uid });
  const receiptsOf = (spaceId: string) => receiptDocument.collection(firestore, { spaceId });
  const commit = committer(firestore, "messages");

  return {
    /** A message that has no place yet does not exist yet. */
    message: async (spaceId: string, id: string): Promise<Versioned<Message> | undefined> => {
      const snapshot = await read("a message", messageAt(spaceId, id).get());
      return snapshot.get("seq") === undefined ? undefined : decode(Message, snapshot, log);
    },

    /** One more than `limit` if there are more. By number: what has no place is not in this order. */
    page: async (spaceId: string, { limit, before = Number.MAX_SAFE_INTEGER, after }: MessageRange) => {
      const messages = messagesOf(spaceId).limit(limit + 1);
      const query =
        after === undefined
          ? messages.where("seq", "<", before).orderBy("seq", "desc")
          : messages.where("seq", ">", after).orderBy("seq");
      const { docs } = await read("messages", query.get());
      return docs.map((snapshot) => ({
        seq: z.number().parse(snapshot.get("seq")),
        message: decode(Message, snapshot, log)?.value,
      }));
    },

    /** Messages of a time, in its order, each with how many rules lie between it and a user. */
    postedBetween: async (spaceId: string, { after, until, limit }: Span) => {
      const query = messagesOf(spaceId)
        .where("createdAt", ">", toTimestamp(after))
        .where("createdAt", "<=", toTimestamp(until))
        .orderBy("createdAt")
        .limit(limit);
      const { docs } = await read("messages", query.get());
      return docs.flatMap((snapshot) => {
        const seen = decode(Message, snapshot, log);
        return seen ? [{ message: seen.value, depth: depthOf(snapshot.data()) }] : [];
      });
    },

    /** A message and how far the user had read, in one round trip. */
    reading: async (spaceId: string, messageId: string, uid: string) => {
      const documents = [messageAt(spaceId, messageId), receiptAt(spaceId, uid)];
      const [message, receipt] = await read("a receipt", firestore.getAll(...documents));
      return {
        message: message?.get("seq") === undefined ? undefined : decode(Message, message, log)?.value,
        receipt: decode(ReadReceipt, receipt, log),
      };
    },

    /** One more than `limit` if there are more. */
    receipts: async (spaceId: string, limit: number, after: string | undefined) => {
      const inOrder = receiptsOf(spaceId).orderBy(FieldPath.documentId());
      const rest = after === undefined ? inOrder : inOrder.startAfter(after);
      const { docs } = await read("receipts", rest.limit(limit + 1).get());
      return docs.map((snapshot) => ({
        uid: snapshot.id,
        receipt: decode(ReadReceipt, snapshot, log)?.value,
      }));
    },

    /** Every reader's receipt, and where the channel of receipts stood then. */
    readsAtHead: (channel: Channel): Promise<StateAt> => {
      const receipts = receiptsOf(channel.params["spaceId"] ?? "");
      return readAtHead(firestore, channel, async (transaction) => {
        const { docs } = await transaction.get(receipts);
        return docs.flatMap((snapshot) => {
          const data = decode(ReadReceipt, snapshot, log)?.value;
          return data ? [{ key: data.uid, data }] : [];
        });
      });
    },

    /**
     * How many messages of others lie beyond `seq`, at most `maxUnread`. Ordered by `seq` first: that names the index
     * (deleted, seq, authorId), which is read from there on and no further than the limit.
     */
    unread: (spaceId: string, uid: string, seq: number): Promise<number> => {
      const beyond = messagesOf(spaceId)
        .where("deleted", "==", false)
        .where("seq", ">", seq)
        .where("authorId", "!=", uid)
        .orderBy("seq")
        .orderBy("authorId")
        .limit(maxUnread);
      return readCount(beyond, "messages");
    },

    /** `depth`: how many rules lie between it and a user. */
    createMessage: (batch: WriteBatch, message: Message, depth?: number): void => {
      const streamedText = textHash(message.text);
      const stored = { ...message, deleted: false, streamedText, ...causedBy(depth) };
      batch.create(messageAt(message.spaceId, message.id), stored);
    },

    /** `pinnedBy` is for the triggers: stored only. */
    updateMessage: (batch: WriteBatch, seen: Versioned<Message>, message: Message, by: string): void => {
      const { value } = seen;
      const pinnedBy = message.pinnedAt === undefined ? FieldValue.delete() : by;
      const changed = {
        ...(message.text !== value.text && { streamedText: textHash(message.text) }),
        ...(message.pinnedAt !== value.pinnedAt && { pinnedBy }),
      };
      const reference = messageAt(message.spaceId, message.id);
      updateVersion(batch, reference, seen, { ...fieldsOf(message), ...changed });
    },

    /** What another backend wrote becomes ours: every field of a message in its form, streamed as it is now. */
    adoptMessage: (batch: WriteBatch, message: Message, version: Timestamp): void => {
      const fields = { ...fieldsOf(message), streamedText: textHash(message.text) };
      updateVersion(batch, messageAt(message.spaceId, message.id), { version }, fields);
    },

    /** Commits only while there is no such message. Deleting what is not there changes nothing. */
    confirmNoMessage: (batch: WriteBatch, { spaceId, id }: Message): void => {
      const reference = messageAt(spaceId, id);
      claimOnce(batch, reference);
      batch.delete(reference, { exists: false });
    },

    /** Marks that a deletion was streamed: the message is gone, so no document of its own can say so. */
    deletionOnce: ({ spaceId, id, seq, authorId: uid }: Message): IdempotentRequest<void> => {
      const target = `deletion of ${messageAt(spaceId, id).path}`;
      const keyed = { uid, target, key: String(seq), body: Buffer.alloc(0) };
      return idempotentRequest(firestore, clock, keyed, () => ({ status: 204 }));
    },

    putReceipt: (
      batch: WriteBatch,
      spaceId: string,
      seen: Versioned<ReadReceipt> | undefined,
      receipt: ReadReceipt,
    ): void => {
      putVersion(batch, receiptAt(spaceId, receipt.uid), seen, receipt);
    },

    /**
     * What stays of a user whose account ends: what they said, under no name. How far they had read is deleted. Safe to
     * repeat. Streams keep the name as long as the ring of the channel keeps the event.
     */
    forgetUser: async (uid: string): Promise<void> => {
      const receipts = receiptDocument.collectionGroup(firestore).where("uid", "==", uid);
      await deleteFound(firestore, receipts, { what: "receipts" });
      const messages = messageDocument.collectionGroup(firestore).where("authorId", "==", uid);
      for await (const page of pages(messages, { what: "messages", size: pageSize })) {
        const named = page.filter((message) => message.get("authorName") !== deletedUser);
        if (named.length === 0) continue;
        await commit((batch) => named.forEach(({ ref }) => batch.update(ref, { authorName: deletedUser })));
      }
    },

    /** Deletes the messages of a space that is deleted, and how far they were read. */
    forgetSpace: async function* (spaceId: string): AsyncGenerator<undefined> {
      yield* deletePages(firestore, messagesOf(spaceId), { what: "messages" });
      yield* deletePages(firestore, receiptsOf(spaceId), { what: "receipts" });
    },

    /** A commit without an event. */
    commit,
  };
}

export type ChatStore = ReturnType<typeof chatStore>;

/** All fields, so that an update also takes away what the message does not have. */
function fieldsOf(message: Message) {
  const gone = FieldValue.delete();
  const { replyTo = gone, editedAt = gone, deletedAt = gone, pinnedAt = gone } = message;
  return { ...message, replyTo, editedAt, deletedAt, pinnedAt, deleted: message.deletedAt !== undefined };
}
