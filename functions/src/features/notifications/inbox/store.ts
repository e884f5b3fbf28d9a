import {
  type DocumentSnapshot,
  FieldPath,
  FieldValue,
  type Firestore,
  type Query,
  type Timestamp,
  type WriteBatch,
} from "firebase-admin/firestore";
import { seconds, toTimestamp } from "../../../platform/clock.js";
import { committer } from "../../../platform/firestore/commit.js";
import { within } from "../../../platform/firestore/grpc.js";
import type { Log } from "../../../platform/log.js";
import { claimOnce, decode, type Versioned } from "../../../platform/firestore/versioned.js";
import { causesStore, expiryOf, Joined } from "./causes.js";
import { emptyInbox, InboxState } from "./counts.js";
import { isUnseen, Item, type Place, placeOf } from "./item.js";
import { marked } from "./marks.js";

/** Which rows, newest first. Only what is given counts. */
export interface Wanted {
  place: Place;
  /** Where they may be stored. Default: in `place`. */
  places?: readonly Place[];
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
const pageSize = 500;

/** Every read and write of inboxes. Writes go into the caller's batch. */
export function inboxStore(firestore: Firestore, log: Log) {
  const itemsOf = (uid: string) => firestore.collection(`users/${uid}/notifications`);
  const itemAt = (uid: string, id: string) => itemsOf(uid).doc(id);
  const deliveryAt = (uid: string, id: string) => firestore.doc(`users/${uid}/deliveries/${id}`);
  const causes = causesStore(firestore, log);
  const stateAt = (uid: string) => firestore.doc(`inboxes/${uid}`);

  /** The state, a row, and the delivery of a notification, of one moment. */
  const around = async (uid: string, rowId: string, id: string) => {
    const documents = [stateAt(uid), itemAt(uid, rowId), deliveryAt(uid, id)];
    const read = firestore.getAll(...documents);
    const [state, item, delivery] = await within(readWithin, "read of an inbox", read);
    return { state, item, delivery };
  };

  const itemsIn = (snapshots: readonly DocumentSnapshot[], state: InboxState | undefined): Item[] =>
    snapshots
      .flatMap((snapshot) => decode(Item, snapshot, log)?.value ?? [])
      .map((item) => marked(item, state));

  const newestFirst = async (rows: Query, after: Position | undefined, limit: number) => {
    const query = rows.orderBy("listedAt", "desc").orderBy(FieldPath.documentId(), "desc").limit(limit);
    const page = after ? query.startAfter(after.listedAt, after.id) : query;
    const { docs, readTime } = await within(readWithin, "list of notifications", page.get());
    const last = docs.length === limit ? docs.at(-1) : undefined;
    return { docs, readTime, next: last && { listedAt: String(last.get("listedAt")), id: last.id } };
  };

  return {
    state: async (uid: string): Promise<Versioned<InboxState> | undefined> =>
      decode(InboxState, await within(readWithin, "read of an inbox", stateAt(uid).get()), log),

    /** The state, and what became of a notification: its own row, or the mark that it joined another, or was taken back. */
    arrival: async (uid: string, id: string) => {
      const { state, item, delivery } = await around(uid, id, id);
      const isRow = item?.exists === true;
      return {
        state: decode(InboxState, state, log),
        isKnown: isRow || delivery?.exists === true,
        ...(isRow ? undefined : decode(Joined, delivery, log)?.value),
      };
    },

    /** The row that a notification is, or has joined, with the state of the same moment. */
    holding: async (uid: string, id: string) => {
      const own = await around(uid, id, id);
      const into = own.item?.exists ? undefined : decode(Joined, own.delivery, log)?.value.into;
      const { state, item, delivery } = into === undefined ? own : await around(uid, into, id);
      const seen = decode(InboxState, state, log);
      const row = decode(Item, item, log)?.value;
      return {
        state: seen,
        row: row && marked(row, seen?.value),
        joined: decode(Joined, delivery, log)?.value,
        isKnown: delivery?.exists === true,
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
      const seen = decode(InboxState, state, log);
      return { state: seen, items: itemsIn(items, seen?.value) };
    },

    /**
     * `next` is where the page ended, if there may be more: an unreadable row is left out and ends nothing. `readTime`: the
     * moment of which the rows are.
     */
    page: async (uid: string, wanted: Wanted, state?: InboxState) => {
      const { place, places = [place], unread, unseen, type, spaceId, after, limit } = wanted;
      let query: Query = itemsOf(uid).where("place", "in", places);
      if (unread !== undefined) query = query.where("read", "==", !unread);
      if (unseen) query = query.where("unseen", "==", true);
      if (type !== undefined) query = query.where("type", "==", type);
      if (spaceId !== undefined) query = query.where("spaceId", "==", spaceId);
      const { docs, next, readTime } = await newestFirst(query, after, limit);
      return { items: itemsIn(docs, state), next, readTime };
    },

    /** Rows of the inbox as they are stored, each with its version. */
    stored: async (uid: string, after: Position | undefined, limit: number) => {
      const { docs, next } = await newestFirst(itemsOf(uid).where("place", "==", "inbox"), after, limit);
      return { found: docs.flatMap((snapshot) => decode(Item, snapshot, log) ?? []), next };
    },

    /** All rows that were written after this version of the inbox, in no order. */
    touchedAfter: async (uid: string, version: number, state: InboxState | undefined): Promise<Item[]> => {
      const found: Item[] = [];
      const query = itemsOf(uid).where("touched", ">", version).orderBy("touched").limit(pageSize);
      let page = query;
      for (;;) {
        const { docs } = await within(readWithin, "list of notifications", page.get());
        found.push(...itemsIn(docs, state));
        const last = docs.at(-1);
        if (!last || docs.length < pageSize) return found;
        page = query.startAfter(last);
      }
    },

    /** How many rows the inbox holds, by what is stored. */
    countStored: async (uid: string, now: number): Promise<number> => {
      const present = itemsOf(uid).where("place", "==", "inbox").where("expiresAt", ">", toTimestamp(now));
      return (await within(readWithin, "count of notifications", present.count().get())).data().count;
    },

    /** Nothing that anybody sees changes. @throws a conflict if the row was written since. */
    settleItem: (batch: WriteBatch, uid: string, version: Timestamp, item: Item): void => {
      batch.update(itemAt(uid, item.id), fieldsOf(item), { lastUpdateTime: version });
    },

    /** All writes to an inbox rest on its state: of two at once, one commits and the other looks again. */
    putState: (
      batch: WriteBatch,
      uid: string,
      seen: Versioned<InboxState> | undefined,
      state: InboxState,
    ) => {
      const reference = stateAt(uid);
      claimOnce(batch, reference);
      const { blocked: _, ...changing } = state;
      if (seen) batch.update(reference, { ...changing }, { lastUpdateTime: seen.version });
      else batch.create(reference, state);
    },

    /** A list that may be long, and changes rarely: other writes leave it alone. */
    putBlocked: (
      batch: WriteBatch,
      uid: string,
      seen: Versioned<InboxState> | undefined,
      blocked: InboxState["blocked"],
    ): void => {
      const reference = stateAt(uid);
      claimOnce(batch, reference);
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

    /** The row goes; what became of it stays. */
    removeItem: (batch: WriteBatch, uid: string, item: Item): void => {
      batch.delete(itemAt(uid, item.id));
      causes.putGone(batch, uid, item);
    },

    ...causes,
  };
}

export type InboxStore = ReturnType<typeof inboxStore>;

/** What lists ask for is stored beside what it is derived from: Firestore cannot ask for a missing field. */
const fieldsOf = (item: Item) => ({
  ...item,
  read: item.readAt !== undefined,
  place: placeOf(item),
  unseen: isUnseen(item),
  expireAt: expiryOf(item),
});
