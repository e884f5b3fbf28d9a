import {
  FieldPath,
  FieldValue,
  type Firestore,
  type Query,
  Timestamp,
  type WriteBatch,
} from "firebase-admin/firestore";
import { seconds } from "../../../platform/clock.js";
import { committer } from "../../../platform/committer.js";
import { within } from "../../../platform/grpc.js";
import type { Log } from "../../../platform/log.js";
import { claim, decode, type Seen } from "../../../platform/seen.js";
import { InboxState } from "./counts.js";
import { isUnseen, Item, type Place, placeOf } from "./item.js";

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
  const deliveryAt = (uid: string, id: string) => firestore.doc(`users/${uid}/deliveries/${id}`);
  const stateAt = (uid: string) => firestore.doc(`inboxes/${uid}`);

  return {
    state: async (uid: string): Promise<Seen<InboxState> | undefined> =>
      decode(InboxState, await within(readWithin, "read of an inbox", stateAt(uid).get()), log),

    /** The state, and what became of a notification: its own row, or the mark that it joined another. */
    arrival: async (uid: string, id: string) => {
      const documents = [stateAt(uid), itemAt(uid, id), deliveryAt(uid, id)];
      const [state, item, joined] = await within(
        readWithin,
        "read of an inbox",
        firestore.getAll(...documents),
      );
      return {
        state: decode(InboxState, state, log),
        isKnown: item?.exists === true || joined?.exists === true,
      };
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
      if (seen) batch.update(reference, { ...state }, { lastUpdateTime: seen.version });
      else batch.create(reference, state);
    },

    createItem: (batch: WriteBatch, uid: string, item: Item): void => {
      batch.create(itemAt(uid, item.id), fieldsOf(item));
    },

    updateItem: (batch: WriteBatch, uid: string, item: Item): void => {
      const gone = FieldValue.delete();
      const { actor = gone, seenAt = gone, readAt = gone, archivedAt = gone, snoozedUntil = gone } = item;
      const fields = { ...fieldsOf(item), actor, seenAt, readAt, archivedAt, snoozedUntil };
      batch.update(itemAt(uid, item.id), fields);
    },

    /** A commit without an event. */
    commit: committer(firestore, "an inbox"),

    /**
     * A notification that has joined the row of another is not pushed: that is its delivery, and the mark by which its
     * repeat is known as long as the row is there.
     */
    createJoined: (batch: WriteBatch, uid: string, id: string, { type, timestamp, ...into }: Item): void => {
      const decision = { action: "drop", reason: "batched", at: timestamp };
      batch.create(deliveryAt(uid, id), { id, type, decision, devices: {}, expireAt: expiryOf(into) });
    },
  };
}

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
