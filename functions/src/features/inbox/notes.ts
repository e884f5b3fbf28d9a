import { FieldValue, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { NotificationType } from "@firecast/contract/notifications/notifications";
import { read } from "../../platform/firestore/read.js";
import { claimOnce, decode } from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { droppedPushes } from "../push/actions.js";
import type { Admissible } from "./rules/admit.js";
import { type Item, Said, saidBy } from "./schema.js";

/** What the inbox notes of a notice that is no row of its own, beside its dropped push. */
export const Joined = z.object({
  /** The row that it has joined. */
  into: Segment.optional(),
  said: Said.optional(),
  retractedAt: Timestamp.optional(),
  /** It is to be taken into its row soon. */
  waiting: z.literal(true).optional(),
});
const Waits = z.object({ type: NotificationType, said: Said });

/** A happening by the id that its own row would have. */
export interface JoinedNotice {
  readonly id: string;
  readonly said: Said;
}

/** What became of a happening that is taken back. `ttlMs`: of its type. */
export interface Retracted {
  readonly id: string;
  readonly type: string;
  readonly ttlMs: number;
  readonly at: string;
  readonly isKnown: boolean;
}

const endOf = ({ expiresAt }: Item): number => Date.parse(expiresAt);

/**
 * What became of each happening, noted with the dropped push of the notification that it would be: both are known in the
 * same commit, and by one document. Writes go into the caller's batch.
 */
export function notesStore(firestore: Firestore, log: Log) {
  const pushes = droppedPushes(firestore);

  return {
    noteDocument: pushes.document,

    /** The two happenings that joined a row last, the last one first. */
    newestJoined: async (uid: string, into: string): Promise<{ id: string; said: Said | undefined }[]> => {
      const newest = pushes.collection(uid).where("into", "==", into).orderBy("joinedAs", "desc").limit(2);
      const { docs } = await read("what joined a row", newest.get());
      return docs.map((snapshot) => ({ id: snapshot.id, said: decode(Joined, snapshot, log)?.value.said }));
    },

    /** What was taken back, row and all, stays known: neither a repeat nor a waiting push brings it back. */
    putGone: (batch: WriteBatch, uid: string, item: Item): void => {
      const { id, type, ownRetractedAt: at = item.timestamp } = item;
      const dropped = { id, type, reason: "retracted", at, expireAt: endOf(item) } as const;
      pushes.merge(batch, uid, dropped, { retractedAt: at });
    },

    /**
     * A notification that has joined the row of another is not pushed. The note tells its repeat as long as the row is
     * there. `place`: among those that join it in the same commit, below 1000.
     */
    putJoined: (
      batch: WriteBatch,
      uid: string,
      { id, said }: JoinedNotice,
      row: Item,
      place: number,
    ): void => {
      const { type, timestamp: at, version } = row;
      const notes = { into: row.id, joinedAs: version * 1000 + place, said };
      pushes.put(batch, uid, { id, type, reason: "batched", at, expireAt: endOf(row) }, notes);
    },

    /** `ttlMs`: of its type. */
    createWaiting: (batch: WriteBatch, uid: string, id: string, notice: Admissible, ttlMs: number): void => {
      const { type, at } = notice;
      const dropped = { id, type, reason: "batched", at, expireAt: Date.parse(at) + ttlMs } as const;
      pushes.create(batch, uid, dropped, { said: saidBy(notice), waiting: true });
    },

    /** What waits to be taken in, in the order in which it happened: some of it, if it is much. */
    waiting: async (uid: string, limit: number): Promise<{ id: string; notice: Admissible }[]> => {
      const query = pushes.collection(uid).where("waiting", "==", true).limit(limit);
      const { docs } = await read("what waits", query.get());
      const found = docs.flatMap((snapshot) => {
        const waits = decode(Waits, snapshot, log)?.value;
        return waits ? [{ id: snapshot.id, notice: { type: waits.type, ...waits.said } }] : [];
      });
      return found.sort((a, b) => Date.parse(a.notice.at) - Date.parse(b.notice.at));
    },

    /** It waits no more, and is in no row. */
    putTaken: (batch: WriteBatch, uid: string, id: string): void => {
      pushes.note(batch, uid, id, { waiting: FieldValue.delete(), said: FieldValue.delete() });
    },

    /** The row is in the inbox and not pushed. */
    putSilent: (batch: WriteBatch, uid: string, item: Item): void => {
      const { id, type, timestamp: at } = item;
      pushes.put(batch, uid, { id, type, reason: "throttled", at, expireAt: endOf(item) });
    },

    /** What it said is forgotten. Where nothing is known of it, its trigger may still come: it finds this. */
    putRetracted: (batch: WriteBatch, uid: string, { id, type, ttlMs, at, isKnown }: Retracted): void => {
      const gone = FieldValue.delete();
      claimOnce(batch, pushes.document(uid, id));
      if (isKnown) {
        pushes.note(batch, uid, id, { retractedAt: at, into: gone, said: gone, waiting: gone });
        return;
      }
      const dropped = { id, type, reason: "retracted", at, expireAt: Date.parse(at) + ttlMs } as const;
      pushes.create(batch, uid, dropped, { retractedAt: at });
    },

    putSaid: (batch: WriteBatch, uid: string, id: string, said: Said): void => {
      pushes.note(batch, uid, id, { said });
    },

    /** What was taken back and happened anew is as if it had never been. */
    forgetNotes: (batch: WriteBatch, uid: string, id: string): void => {
      pushes.forget(batch, uid, id);
    },
  };
}
