import { FieldValue, type Firestore, type Timestamp, type WriteBatch } from "firebase-admin/firestore";
import { seconds, toTimestamp } from "../../../platform/clock.js";
import { committer } from "../../../platform/firestore/commit.js";
import { within } from "../../../platform/firestore/grpc.js";
import type { Log } from "../../../platform/log.js";
import { claimOnce, decode, type Versioned } from "../../../platform/firestore/versioned.js";
import { expiry, PushItem, StoredDelivery, StoredThrottle } from "./schema.js";

const readWithin = seconds(5);

/** Most rows that one digest tells of: a commit stays far below Firestore's limits. */
export const largestDigest = 200;

/** A row whose push is held back, and what became of it. */
export interface Held {
  readonly id: string;
  readonly version: Timestamp;
  readonly item: PushItem | undefined;
  readonly delivery: Versioned<StoredDelivery> | undefined;
}

/** Every read and write of deliveries and what they rest on. Writes go into the caller's batch. */
export function deliveriesStore(firestore: Firestore, log: Log) {
  const userAt = (uid: string) => firestore.doc(`users/${uid}`);
  const itemAt = (uid: string, id: string) => userAt(uid).collection("notifications").doc(id);
  const deliveryAt = (uid: string, id: string) => userAt(uid).collection("deliveries").doc(id);
  const heldOf = (uid: string) => userAt(uid).collection("held");
  const throttleAt = (uid: string) => userAt(uid).collection("private").doc("push");

  const delivery = async (uid: string, id: string): Promise<Versioned<StoredDelivery> | undefined> =>
    decode(StoredDelivery, await within(readWithin, "read of a delivery", deliveryAt(uid, id).get()), log);

  return {
    delivery,

    /** The row and what became of its push, in one round trip. */
    read: async (uid: string, id: string) => {
      const [item, made] = await within(
        readWithin,
        "read of a delivery",
        firestore.getAll(itemAt(uid, id), deliveryAt(uid, id)),
      );
      return { item: decode(PushItem, item, log)?.value, delivery: decode(StoredDelivery, made, log) };
    },

    throttle: async (uid: string): Promise<Versioned<StoredThrottle> | undefined> =>
      decode(StoredThrottle, await within(readWithin, "read of a throttle", throttleAt(uid).get()), log),

    /** The oldest of them, if they are many. */
    held: async (uid: string): Promise<Held[]> => {
      const query = heldOf(uid).orderBy("heldAt").limit(largestDigest);
      const { docs } = await within(readWithin, "read of held pushes", query.get());
      if (docs.length === 0) return [];
      const rows = docs.flatMap(({ id }) => [itemAt(uid, id), deliveryAt(uid, id)]);
      const read = await within(readWithin, "read of held pushes", firestore.getAll(...rows));
      return docs.map(({ id, updateTime }, index) => ({
        id,
        version: updateTime,
        item: decode(PushItem, read[2 * index], log)?.value,
        delivery: decode(StoredDelivery, read[2 * index + 1], log),
      }));
    },

    /** Kept until `expireAt`, ms: for as long as the notification may be asked about. */
    createDelivery: (batch: WriteBatch, uid: string, delivery: StoredDelivery, expireAt: number): void => {
      batch.create(deliveryAt(uid, delivery.id), { ...delivery, expireAt: expiry(expireAt) });
    },

    updateDelivery: (
      batch: WriteBatch,
      uid: string,
      { value, version }: Versioned<StoredDelivery>,
      change: Partial<StoredDelivery>,
      /** ms; default: as it is. */
      expireAt?: number,
    ): void => {
      const reference = deliveryAt(uid, value.id);
      claimOnce(batch, reference);
      const gone = FieldValue.delete();
      const { leaseUntil = gone, retryAt = gone, digestId = gone, ...rest } = { ...value, ...change };
      const kept = expireAt === undefined ? {} : { expireAt: expiry(expireAt) };
      const fields = { ...rest, leaseUntil, retryAt, digestId, ...kept };
      batch.update(reference, fields, { lastUpdateTime: version });
    },

    putThrottle: (
      batch: WriteBatch,
      uid: string,
      seen: Versioned<StoredThrottle> | undefined,
      throttle: StoredThrottle,
    ): void => {
      const reference = throttleAt(uid);
      claimOnce(batch, reference);
      if (seen) batch.update(reference, { ...throttle }, { lastUpdateTime: seen.version });
      else batch.create(reference, throttle);
    },

    hold: (batch: WriteBatch, uid: string, item: PushItem, now: number): void => {
      const expireAt = expiry(Date.parse(item.expiresAt));
      batch.set(heldOf(uid).doc(item.id), { heldAt: toTimestamp(now), expireAt });
    },

    /** Of two who release at once, one commits. */
    letGo: (batch: WriteBatch, uid: string, { id, version }: Held): void => {
      batch.delete(heldOf(uid).doc(id), { lastUpdateTime: version });
    },

    commit: committer(firestore, "a delivery"),

    /** Resolves as soon as the user has dealt with the row, or removed it. Whoever cannot look says: not yet. */
    dealtWithWithin: (uid: string, id: string, ms: number): Promise<boolean> =>
      new Promise((resolve) => {
        const answer = (dealtWith: boolean): void => {
          clearTimeout(timer);
          stop();
          resolve(dealtWith);
        };
        const stop = itemAt(uid, id).onSnapshot(
          (snapshot) => {
            const item = PushItem.safeParse(snapshot.data());
            if (!snapshot.exists || (item.success && isDealtWith(item.data))) answer(true);
          },
          () => answer(false),
        );
        const timer = setTimeout(() => answer(false), ms);
      }),
  };
}

export type DeliveriesStore = ReturnType<typeof deliveriesStore>;

/** Whoever put a row off has seen it. */
export const isDealtWith = ({ seenAt, readAt, archivedAt, snoozedUntil }: PushItem): boolean =>
  [seenAt, readAt, archivedAt, snoozedUntil].some((at) => at !== undefined);
