import { FieldValue, type Firestore, Timestamp, type WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { Segment, Timestamp as IsoTimestamp } from "@firecast/contract/ids";
import { type DecisionReason, NotificationType } from "@firecast/contract/notifications";
import { seconds } from "../../../platform/clock.js";
import { within } from "../../../platform/firestore/grpc.js";
import type { Log } from "../../../platform/log.js";
import { claimOnce, decode } from "../../../platform/firestore/versioned.js";
import { specOf } from "../registry.js";
import type { Admissible } from "./admit.js";
import { type Item, Said, saidBy } from "./item.js";

/** What inboxes note in a delivery. */
export const Joined = z.object({
  /** The row that it has joined. */
  into: Segment.optional(),
  said: Said.optional(),
  retractedAt: IsoTimestamp.optional(),
  /** It is to be taken into its row soon. */
  waiting: z.literal(true).optional(),
});
const Waits = z.object({ type: NotificationType, said: Said });

const readWithin = seconds(5);

const dropped = (reason: DecisionReason, at: string) => ({ action: "drop", reason, at });

export const expiryOf = ({ expiresAt }: Pick<Item, "expiresAt">): Timestamp =>
  Timestamp.fromMillis(Date.parse(expiresAt));

/**
 * What became of each happening, in the delivery of the notification that it would be: pushes read the same document, and
 * find that there is nothing to push. Writes go into the caller's batch.
 */
export function causesStore(firestore: Firestore, log: Log) {
  const deliveriesOf = (uid: string) => firestore.collection(`users/${uid}/deliveries`);
  const deliveryAt = (uid: string, id: string) => deliveriesOf(uid).doc(id);

  return {
    /** The two happenings that joined a row last, the last one first. */
    newestJoined: async (uid: string, into: string): Promise<{ id: string; said: Said | undefined }[]> => {
      const query = deliveriesOf(uid).where("into", "==", into).orderBy("joinedAs", "desc").limit(2);
      const { docs } = await within(readWithin, "read of what joined a row", query.get());
      return docs.map((snapshot) => ({ id: snapshot.id, said: decode(Joined, snapshot, log)?.value.said }));
    },

    /** What was taken back, row and all, stays known: neither a repeat nor a waiting push brings it back. */
    putGone: (batch: WriteBatch, uid: string, item: Item): void => {
      const { id, type, retractedAt: at = item.timestamp } = item;
      const fields = { id, type, decision: dropped("retracted", at), retractedAt: at, devices: {} };
      batch.set(deliveryAt(uid, id), { ...fields, expireAt: expiryOf(item) }, { merge: true });
    },

    /**
     * A notification that has joined the row of another is not pushed: that is its delivery, and the mark by which its
     * repeat is known as long as the row is there. `place`: among those that join it in the same commit, below 1000.
     */
    putJoined: (
      batch: WriteBatch,
      uid: string,
      { id, said }: { id: string; said: Said },
      row: Item,
      place: number,
    ): void => {
      const { type, timestamp, version } = row;
      const fields = {
        id,
        type,
        decision: dropped("batched", timestamp),
        devices: {},
        into: row.id,
        joinedAs: version * 1000 + place,
        said,
      };
      batch.set(deliveryAt(uid, id), { ...fields, expireAt: expiryOf(row) });
    },

    createWaiting: (batch: WriteBatch, uid: string, id: string, notice: Admissible): void => {
      const { type, at } = notice;
      const expireAt = Timestamp.fromMillis(Date.parse(at) + specOf(type).ttlMs);
      const fields = { id, type, decision: dropped("batched", at), devices: {}, said: saidBy(notice) };
      batch.create(deliveryAt(uid, id), { ...fields, waiting: true, expireAt });
    },

    /** What waits to be taken in, in the order in which it happened: some of it, if it is much. */
    waiting: async (uid: string, limit: number): Promise<{ id: string; notice: Admissible }[]> => {
      const query = deliveriesOf(uid).where("waiting", "==", true).limit(limit);
      const { docs } = await within(readWithin, "read of what waits", query.get());
      const found = docs.flatMap((snapshot) => {
        const waits = decode(Waits, snapshot, log)?.value;
        return waits ? [{ id: snapshot.id, notice: { type: waits.type, ...waits.said } }] : [];
      });
      return found.sort((a, b) => Date.parse(a.notice.at) - Date.parse(b.notice.at));
    },

    /** It waits no more, and is in no row. */
    putTaken: (batch: WriteBatch, uid: string, id: string): void => {
      batch.update(deliveryAt(uid, id), { waiting: FieldValue.delete(), said: FieldValue.delete() });
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
      claimOnce(batch, reference);
      if (isKnown) batch.update(reference, { retractedAt: at, into: gone, said: gone, waiting: gone });
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
