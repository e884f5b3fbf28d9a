import {
  type DocumentSnapshot,
  FieldPath,
  FieldValue,
  type Firestore,
  type Query,
  Timestamp,
  type WriteBatch,
} from "firebase-admin/firestore";
import { toTimestamp } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { pages } from "../../platform/firestore/pages.js";
import { read, readCount, readDocument } from "../../platform/firestore/read.js";
import { decode, putVersion, type Versioned } from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import type { NoticeRegistry } from "../../platform/notices/noticeRegistry.js";
import { Joined, notesStore } from "./notes.js";
import { inboxDocument, notificationDocument } from "./paths.js";
import { marked } from "./rules/marks.js";
import { isUnseen, Item, placeOf } from "./schema.js";
import { emptyInbox, InboxState } from "./state.js";
import type { Position, Wanted } from "./lists/wanted.js";

const pageSize = 500;

/** Every read and write of inboxes. Writes go into the caller's batch. A row of a type that there is not cannot be read. */
export function inboxStore(firestore: Firestore, { Type }: Pick<NoticeRegistry, "Type">, log: Log) {
  const Row = Item.extend({ type: Type });
  const itemsOf = (uid: string) => notificationDocument.collection(firestore, { uid });
  const itemAt = (uid: string, id: string) => notificationDocument.document(firestore, { uid, id });
  const stateAt = (uid: string) => inboxDocument.document(firestore, { uid });
  const notes = notesStore(firestore, log);

  /** The state, a row, and the note of a notification, of one moment. */
  const around = async (uid: string, rowId: string, id: string) => {
    const documents = [stateAt(uid), itemAt(uid, rowId), notes.noteDocument(uid, id)];
    const [state, item, note] = await read("an inbox", firestore.getAll(...documents));
    return { state, item, note };
  };

  const itemsIn = (snapshots: readonly DocumentSnapshot[], state: InboxState | undefined): Item[] =>
    snapshots
      .flatMap((snapshot) => decode(Row, snapshot, log)?.value ?? [])
      .map((item) => marked(item, state));

  const newestFirst = async (rows: Query, after: Position | undefined, limit: number) => {
    const query = rows.orderBy("listedAt", "desc").orderBy(FieldPath.documentId(), "desc").limit(limit);
    const page = after ? query.startAfter(after.listedAt, after.id) : query;
    const { docs, readTime } = await read("notifications", page.get());
    const last = docs.length === limit ? docs.at(-1) : undefined;
    return { docs, readTime, next: last && { listedAt: String(last.get("listedAt")), id: last.id } };
  };

  return {
    state: (uid: string): Promise<Versioned<InboxState> | undefined> =>
      readDocument(InboxState, stateAt(uid), log),

    /** The state, and what became of a notification: its own row, or the mark that it joined another, or was taken back. */
    arrival: async (uid: string, id: string) => {
      const { state, item, note } = await around(uid, id, id);
      const seen = decode(InboxState, state, log);
      if (!item?.exists) {
        return { state: seen, isKnown: note?.exists === true, ...decode(Joined, note, log)?.value };
      }
      const row = decode(Row, item, log)?.value;
      const shown = row && marked(row, seen?.value);
      return { state: seen, isKnown: true, row: shown, retractedAt: row?.ownRetractedAt, waiting: undefined };
    },

    /** The row that a notification is, or has joined, with the state of the same moment. */
    holding: async (uid: string, id: string) => {
      const own = await around(uid, id, id);
      const into = own.item?.exists ? undefined : decode(Joined, own.note, log)?.value.into;
      const { state, item, note } = into === undefined ? own : await around(uid, into, id);
      const seen = decode(InboxState, state, log);
      const row = decode(Row, item, log)?.value;
      return {
        state: seen,
        row: row && marked(row, seen?.value),
        joined: decode(Joined, note, log)?.value,
        isKnown: note?.exists === true,
      };
    },

    /**
     * Rows and the state of one moment: Firestore reads them together. Rows that are older than the state would be written
     * over with what they were, and no writer would notice: only the state is checked.
     */
    rows: async (uid: string, ids: readonly string[]) => {
      const documents = [...new Set(ids)].map((id) => itemAt(uid, id));
      const [state, ...items] = await read("notifications", firestore.getAll(stateAt(uid), ...documents));
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
      return { found: docs.flatMap((snapshot) => decode(Row, snapshot, log) ?? []), next };
    },

    /** All rows that were written after this version of the inbox, in no order. */
    touchedAfter: async (uid: string, version: number, state: InboxState | undefined): Promise<Item[]> => {
      const written = itemsOf(uid).where("touched", ">", version).orderBy("touched");
      const found: Item[] = [];
      for await (const page of pages(written, { what: "notifications", size: pageSize })) {
        found.push(...itemsIn(page, state));
      }
      return found;
    },

    /** How many rows the inbox holds, by what is stored. */
    countStored: async (uid: string, now: number): Promise<number> => {
      const present = itemsOf(uid).where("place", "==", "inbox").where("expiresAt", ">", toTimestamp(now));
      return readCount(present, "notifications");
    },

    /** Nothing that a user sees changes. @throws a conflict if the row was written since. */
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
      const { blocked: _, ...changing } = state;
      putVersion(batch, stateAt(uid), seen, seen ? changing : state);
    },

    /** A list that may be long, and changes rarely: other writes leave it alone. */
    putBlocked: (
      batch: WriteBatch,
      uid: string,
      seen: Versioned<InboxState> | undefined,
      blocked: InboxState["blocked"],
    ): void => {
      putVersion(batch, stateAt(uid), seen, seen ? { blocked } : { ...emptyInbox, blocked });
    },

    createItem: (batch: WriteBatch, uid: string, item: Item): void => {
      batch.create(itemAt(uid, item.id), fieldsOf(item));
    },

    updateItem: (batch: WriteBatch, uid: string, item: Item): void => {
      const gone = FieldValue.delete();
      const { actor = gone, seenAt = gone, readAt = gone, archivedAt = gone, snoozedUntil = gone } = item;
      const { said = gone, ownRetractedAt = gone, actorName = gone } = item;
      const dates = { seenAt, readAt, archivedAt, snoozedUntil, ownRetractedAt };
      batch.update(itemAt(uid, item.id), { ...fieldsOf(item), ...dates, actor, actorName, said });
    },

    /** A commit without an event. */
    commit: committer(firestore, "an inbox"),

    /** The row goes; what became of it stays. */
    removeItem: (batch: WriteBatch, uid: string, item: Item): void => {
      batch.delete(itemAt(uid, item.id));
      notes.putGone(batch, uid, item);
    },

    ...notes,

    /** Deletes all of a user whose account ends. Safe to repeat. */
    forgetUser: async (uid: string): Promise<void> => {
      await firestore.recursiveDelete(itemsOf(uid));
      await stateAt(uid).delete();
    },
  };
}

export type InboxStore = ReturnType<typeof inboxStore>;

/** What lists ask for is stored beside what it is derived from: Firestore cannot ask for a missing field. */
const fieldsOf = (item: Item) => ({
  ...item,
  read: item.readAt !== undefined,
  place: placeOf(item),
  unseen: isUnseen(item),
  expireAt: Timestamp.fromMillis(Date.parse(item.expiresAt)),
});
