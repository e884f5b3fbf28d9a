import {
  type DocumentSnapshot,
  FieldPath,
  FieldValue,
  type Firestore,
  type Query,
  type Timestamp,
  type WriteBatch,
} from "firebase-admin/firestore";
import { z } from "zod";
import { maxUnread, Message, ReadReceipt } from "@firecast/contract/chat";
import { type Clock, seconds } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { within } from "../../platform/firestore/grpc.js";
import { type IdempotentRequest, idempotentRequest } from "../../platform/firestore/idempotency.js";
import { sha256 } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { pages } from "../../platform/firestore/pages.js";
import { claimOnce, decode, type Versioned } from "../../platform/firestore/versioned.js";
import type { ListMessages, ListReceipts } from "./page.js";

const readWithin = seconds(5);
/** Documents per read where there may be many. */
const pageSize = 200;

/** A text as the streams know it; see `StoredMessage`. */
export const textHash = sha256;

/** Every read and write of messages and read receipts. Writes go into the caller's batch. */
export function chatStore(firestore: Firestore, clock: Clock, log: Log) {
  const messagesOf = (spaceId: string) => firestore.collection(`spaces/${spaceId}/messages`);
  const messageAt = (spaceId: string, id: string) => messagesOf(spaceId).doc(id);
  const receiptAt = (spaceId: string, uid: string) => firestore.doc(`spaces/${spaceId}/reads/${uid}`);

  const readAll = async (query: Query): Promise<DocumentSnapshot[]> =>
    (await within(readWithin, "read of messages", query.get())).docs;

  return {
    /** A message that has no place yet does not exist yet. */
    message: async (spaceId: string, id: string): Promise<Versioned<Message> | undefined> => {
      const snapshot = await within(readWithin, "read of a message", messageAt(spaceId, id).get());
      return snapshot.get("seq") === undefined ? undefined : decode(Message, snapshot, log);
    },

    /** One more than `limit` if there are more. By number: what has no place is not in this order. */
    page: async (spaceId: string, { limit, before = Number.MAX_SAFE_INTEGER, after }: ListMessages) => {
      const messages = messagesOf(spaceId).limit(limit + 1);
      const snapshots = await readAll(
        after === undefined
          ? messages.where("seq", "<", before).orderBy("seq", "desc")
          : messages.where("seq", ">", after).orderBy("seq"),
      );
      return snapshots.map((snapshot) => ({
        seq: z.number().parse(snapshot.get("seq")),
        message: decode(Message, snapshot, log)?.value,
      }));
    },

    /** A message and how far the user had read, in one round trip. */
    reading: async (spaceId: string, messageId: string, uid: string) => {
      const documents = [messageAt(spaceId, messageId), receiptAt(spaceId, uid)];
      const [message, receipt] = await within(
        readWithin,
        "read of a receipt",
        firestore.getAll(...documents),
      );
      return {
        message: message?.get("seq") === undefined ? undefined : decode(Message, message, log)?.value,
        receipt: decode(ReadReceipt, receipt, log),
      };
    },

    /** One more than `limit` if there are more. */
    receipts: async (spaceId: string, { limit, cursor }: ListReceipts) => {
      const inOrder = firestore.collection(`spaces/${spaceId}/reads`).orderBy(FieldPath.documentId());
      const rest = cursor === undefined ? inOrder : inOrder.startAfter(cursor);
      const { docs } = await within(readWithin, "read of receipts", rest.limit(limit + 1).get());
      return docs.map((snapshot) => ({
        uid: snapshot.id,
        receipt: decode(ReadReceipt, snapshot, log)?.value,
      }));
    },

    /**
     * How many messages of others lie beyond `seq`, at most `maxUnread`. Ordered by `seq` first: that names the index
     * (deleted, seq, authorId), which is read from there on and no further than the limit.
     */
    unread: async (spaceId: string, uid: string, seq: number): Promise<number> => {
      const beyond = messagesOf(spaceId)
        .where("deleted", "==", false)
        .where("seq", ">", seq)
        .where("authorId", "!=", uid)
        .orderBy("seq")
        .orderBy("authorId")
        .limit(maxUnread);
      const counted = await within(readWithin, "count of messages", beyond.count().get());
      return counted.data().count;
    },

    createMessage: (batch: WriteBatch, message: Message): void => {
      const streamedText = textHash(message.text);
      batch.create(messageAt(message.spaceId, message.id), { ...message, deleted: false, streamedText });
    },

    /** `pinnedBy` is for the triggers: stored only. */
    updateMessage: (batch: WriteBatch, seen: Versioned<Message>, message: Message, by: string): void => {
      const { value, version } = seen;
      const pinnedBy = message.pinnedAt === undefined ? FieldValue.delete() : by;
      const changed = {
        ...(message.text !== value.text && { streamedText: textHash(message.text) }),
        ...(message.pinnedAt !== value.pinnedAt && { pinnedBy }),
      };
      const reference = messageAt(message.spaceId, message.id);
      claimOnce(batch, reference);
      batch.update(reference, { ...fieldsOf(message), ...changed }, { lastUpdateTime: version });
    },

    /** What another backend wrote becomes ours: every field of a message in its form, streamed as it is now. */
    adoptMessage: (batch: WriteBatch, message: Message, version: Timestamp): void => {
      const reference = messageAt(message.spaceId, message.id);
      const fields = { ...fieldsOf(message), streamedText: textHash(message.text) };
      claimOnce(batch, reference);
      batch.update(reference, fields, { lastUpdateTime: version });
    },

    /** Commits only while there is no such message. Deleting what is not there changes nothing. */
    confirmNoMessage: (batch: WriteBatch, { spaceId, id }: Message): void => {
      const reference = messageAt(spaceId, id);
      claimOnce(batch, reference);
      batch.delete(reference, { exists: false });
    },

    /** Marks that a deletion was streamed: the message is gone, so no document of its own can say so. */
    deletionOnce: ({ spaceId, id, seq, authorId: uid }: Message): IdempotentRequest => {
      const target = `deletion of ${messageAt(spaceId, id).path}`;
      return idempotentRequest(firestore, clock, { uid, target, key: String(seq), body: Buffer.alloc(0) });
    },

    putReceipt: (
      batch: WriteBatch,
      spaceId: string,
      seen: Versioned<ReadReceipt> | undefined,
      receipt: ReadReceipt,
    ): void => {
      const reference = receiptAt(spaceId, receipt.uid);
      claimOnce(batch, reference);
      if (seen) batch.update(reference, receipt, { lastUpdateTime: seen.version });
      else batch.create(reference, receipt);
    },

    /** Whatever the user said, in all spaces, page by page. */
    messagesBy: (uid: string) =>
      pages(firestore.collectionGroup("messages").where("authorId", "==", uid), "messages", pageSize),

    receiptsOf: (uid: string) =>
      pages(firestore.collectionGroup("reads").where("uid", "==", uid), "receipts", pageSize),

    /** A commit without an event. */
    commit: committer(firestore, "messages"),
  };
}

export type ChatStore = ReturnType<typeof chatStore>;

/** All fields, so that an update also takes away what the message does not have. */
function fieldsOf(message: Message) {
  const gone = FieldValue.delete();
  const { replyTo = gone, editedAt = gone, deletedAt = gone, pinnedAt = gone } = message;
  return { ...message, replyTo, editedAt, deletedAt, pinnedAt, deleted: message.deletedAt !== undefined };
}
