import {
  FieldPath,
  FieldValue,
  type Firestore,
  type Query,
  Timestamp,
  type WriteBatch,
} from "firebase-admin/firestore";
import { z } from "zod";
import { Segment, Timestamp as IsoTimestamp } from "../../../contract/ids.js";
import type { DecisionReason, NotificationType } from "../../../contract/notifications.js";
import { seconds } from "../../../platform/clock.js";
import { committer } from "../../../platform/committer.js";
import { within } from "../../../platform/grpc.js";
import type { Log } from "../../../platform/log.js";
import { claim, decode, type Seen } from "../../../platform/seen.js";
import { specOf } from "../registry.js";
import { emptyInbox, InboxState } from "./counts.js";
import { isUnseen, Item, type Place, placeOf, Said } from "./item.js";

/** Which rows, newest first. Only what is given counts. */
export interface Wanted {
  place: Place;
  unread?: boolean | undefined;
  unseen?: true | undefined;
  type?: string | undefined;
  spaceId?: string | undefined;
  /** Rows listed before this one. */
  after?: Position | undefined;
  limit: number;
}

/** A row's place in the lists. */
export interface Position {
  readonly listedAt: string;
  readonly id: string;
}

const readWithin = seconds(5);

/** Every read and write of inboxes. Writes go into the caller's batch. */
export function inboxStore(firestore: Firestore, log: Log) {
  const itemsOf = (uid: string) => firestore.collection(`users/${uid}/notifications`);
  const itemAt = (uid: string, id: string) => itemsOf(uid).doc(id);
  const deliveriesOf = (uid: string) => firestore.collection(`users/${uid}/deliveries`);
  const deliveryAt = (uid: string, id: string) => deliveriesOf(uid).doc(id);
  const stateAt = (uid: string) => firestore.doc(`inboxes/${uid}`);

  /** The state, a row, and the delivery of a notification, of one moment. */
  const around = async (uid: string, rowId: string, id: string) => {
    const documents = [stateAt(uid), itemAt(uid, rowId), deliveryAt(uid, id)];
    const read = firestore.getAll(...documents);
    const [state, item, delivery] = await within(readWithin, "read of an inbox", read);
    return { state, item, delivery };
  };

  return {
    state: async (uid: string): Promise<Seen<InboxState> | undefined> =>
      decode(InboxState, await within(readWithin, "read of an inbox", stateAt(uid).get()), log),

    /** The state, and what became of a notification: its own row, or the mark that it joined another, or was taken back. */
    arrival: async (uid: string, id: string) => {
      const { state, item, delivery } = await around(uid, id, id);
      const isRow = item?.exists === true;
      return {
        state: decode(InboxState, state, log),
        isKnown: isRow || delivery?.exists === true,
        retractedAt: isRow ? undefined : decode(Joined, delivery, log)?.value.retractedAt,
      };
    },

    /** The row that a notification is, or has joined, with the state of the same moment. */
    holding: async (uid: string, id: string) => {
      const own = await around(uid, id, id);
      const into = own.item?.exists ? undefined : decode(Joined, own.delivery, log)?.value.into;
      const { state, item, delivery } = into === undefined ? own : await around(uid, into, id);
      return {
        state: decode(InboxState, state, log),
        row: decode(Item, item, log)?.value,
        joined: decode(Joined, delivery, log)?.value,
        isKnown: delivery?.exists === true,
      };
    },

    /** The two happenings that joined a row last, newest first. */
    newestJoined: async (uid: string, into: string): Promise<{ id: string; said: Said | undefined }[]> => {
      const query = deliveriesOf(uid).where("into", "==", into).orderBy("version", "desc").limit(2);
      const { docs } = await within(readWithin, "read of what joined a row", query.get());
      return docs.map((snapshot) => ({ id: snapshot.id, said: decode(Joined, snapshot, log)?.value.said }));
    },

    /**
     * Rows and the state of one moment: Firestore reads them together. Rows that are older than the state would be written
     * over with what they were, and nobody would notice: only the state is checked.
     */
    rows: async (uid: string, ids: readonly string[]) => {
      const documents = [...new Set(ids)].map((id) => itemAt(uid, id));
      const read = firestore.getAll(stateAt(uid), ...documents);
      const [state, ...items] = await within(readWithin, "read of notifications", read);
      return {
        state: decode(InboxState, state, log),
        items: items.flatMap((snapshot) => decode(Item, snapshot, log)?.value ?? []),
      };
    },

    /** `next` is where the page ended, if there may be more: an unreadable row is left out and ends nothing. */
    page: async (uid: string, { place, unread, unseen, type, spaceId, after, limit }: Wanted) => {
      let query: Query = itemsOf(uid).where("place", "==", place);
      if (unread !== undefined) query = query.where("read", "==", !unread);
      if (unseen) query = query.where("unseen", "==", true);
      if (type !== undefined) query = query.where("type", "==", type);
      if (spaceId !== undefined) query = query.where("spaceId", "==", spaceId);
      query = query.orderBy("listedAt", "desc").orderBy(FieldPath.documentId(), "desc");
      if (after) query = query.startAfter(after.listedAt, after.id);
      const { docs } = await within(readWithin, "list of notifications", query.limit(limit).get());
      const last = docs.length === limit ? docs.at(-1) : undefined;
      return {
        items: docs.flatMap((snapshot) => decode(Item, snapshot, log)?.value ?? []),
        next: last && { listedAt: String(last.get("listedAt")), id: last.id },
      };
    },

    /** All writes to an inbox rest on its state: of two at once, one commits and the other looks again. */
    putState: (batch: WriteBatch, uid: string, seen: Seen<InboxState> | undefined, state: InboxState) => {
      const reference = stateAt(uid);
      claim(batch, reference);
      const { blocked: _, ...changing } = state;
      if (seen) batch.update(reference, { ...changing }, { lastUpdateTime: seen.version });
      else batch.create(reference, state);
    },

    /** A list that may be long, and changes rarely: other writes leave it alone. */
    putBlocked: (
      batch: WriteBatch,
      uid: string,
      seen: Seen<InboxState> | undefined,
      blocked: InboxState["blocked"],
    ): void => {
      const reference = stateAt(uid);
      claim(batch, reference);
      if (seen) batch.update(reference, { blocked }, { lastUpdateTime: seen.version });
      else batch.create(reference, { ...emptyInbox, blocked });
    },

    createItem: (batch: WriteBatch, uid: string, item: Item): void => {
      batch.create(itemAt(uid, item.id), fieldsOf(item));
    },

    updateItem: (batch: WriteBatch, uid: string, item: Item): void => {
      const gone = FieldValue.delete();
      const { actor = gone, seenAt = gone, readAt = gone, archivedAt = gone, snoozedUntil = gone } = item;
      const { said = gone, actorName = gone } = item;
      const fields = { ...fieldsOf(item), actor, seenAt, readAt, archivedAt, snoozedUntil, said, actorName };
      batch.update(itemAt(uid, item.id), fields);
    },

    /** A commit without an event. */
    commit: committer(firestore, "an inbox"),

    /** The row goes; the mark that it was taken back stays, so that neither a repeat nor a waiting push brings it back. */
    removeItem: (batch: WriteBatch, uid: string, item: Item): void => {
      const { id, type, retractedAt: at = item.timestamp } = item;
      const fields = {
        id,
        type,
        decision: dropped("retracted", at),
        retractedAt: at,
        expireAt: expiryOf(item),
      };
      batch.delete(itemAt(uid, id));
      batch.set(deliveryAt(uid, id), { ...fields, devices: {} }, { merge: true });
    },

    /**
     * A notification that has joined the row of another is not pushed: that is its delivery, and the mark by which its
     * repeat is known as long as the row is there.
     */
    putJoined: (
      batch: WriteBatch,
      uid: string,
      { id, said }: { id: string; said: Said },
      row: Item,
    ): void => {
      const { type, timestamp, version } = row;
      const fields = {
        id,
        type,
        decision: dropped("batched", timestamp),
        devices: {},
        into: row.id,
        version,
        said,
      };
      batch.set(deliveryAt(uid, id), { ...fields, expireAt: expiryOf(row) });
    },

    /** The row is in the inbox and not pushed: this is its delivery. */
    putSilent: (batch: WriteBatch, uid: string, item: Item): void => {
      const { id, type, timestamp } = item;
      const fields = { id, type, decision: dropped("throttled", timestamp), devices: {} };
      batch.set(deliveryAt(uid, id), { ...fields, expireAt: expiryOf(item) });
    },

    /** What it said is forgotten. Where nothing is known of it, its trigger may still come: it finds this. */
    putRetracted: (
      batch: WriteBatch,
      uid: string,
      { id, type, at, isKnown }: { id: string; type: NotificationType; at: string; isKnown: boolean },
    ): void => {
      const gone = FieldValue.delete();
      const reference = deliveryAt(uid, id);
      claim(batch, reference);
      if (isKnown) batch.update(reference, { retractedAt: at, into: gone, said: gone });
      else {
        const expireAt = Timestamp.fromMillis(Date.parse(at) + specOf(type).ttlMs);
        batch.create(reference, {
          id,
          type,
          decision: dropped("retracted", at),
          devices: {},
          retractedAt: at,
          expireAt,
        });
      }
    },

    putSaid: (batch: WriteBatch, uid: string, id: string, said: Said): void => {
      batch.update(deliveryAt(uid, id), { said });
    },

    /** What was taken back and happened anew is as if it had never been. */
    forgetDelivery: (batch: WriteBatch, uid: string, id: string): void => {
      batch.delete(deliveryAt(uid, id));
    },
  };
}

/** What inboxes note in a delivery. */
const Joined = z.object({
  /** The row that it has joined. */
  into: Segment.optional(),
  said: Said.optional(),
  retractedAt: IsoTimestamp.optional(),
});

const dropped = (reason: DecisionReason, at: string) => ({ action: "drop", reason, at });

export type InboxStore = ReturnType<typeof inboxStore>;

const expiryOf = ({ expiresAt }: Pick<Item, "expiresAt">): Timestamp =>
  Timestamp.fromMillis(Date.parse(expiresAt));

/** What lists ask for is stored beside what it is derived from: Firestore cannot ask for a missing field. */
const fieldsOf = (item: Item) => ({
  ...item,
  read: item.readAt !== undefined,
  place: placeOf(item),
  unseen: isUnseen(item),
  expireAt: expiryOf(item),
});
