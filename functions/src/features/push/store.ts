import { FieldValue, type Firestore, type Timestamp, type WriteBatch } from "firebase-admin/firestore";
import { toTimestamp } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { read, readDocument, readDocuments, readQuery } from "../../platform/firestore/read.js";
import {
  deleteVersion,
  putVersion,
  updateVersion,
  type Versioned,
} from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { deliveryDocument, heldDocument, throttleDocument } from "./paths.js";
import { expiry, type PushItem, StoredDelivery, StoredThrottle } from "./schema.js";

/** Most rows that one digest tells of: a commit stays far below Firestore's limits. */
export const largestDigest = 200;

/** Names a row whose push is held back. */
export interface HeldRow {
  readonly id: string;
  readonly version: Timestamp;
}

/** Every read and write of deliveries and what they rest on. Writes go into the caller's batch. */
export function pushStore(firestore: Firestore, log: Log) {
  const deliveryAt = (uid: string, id: string) => deliveryDocument.document(firestore, { uid, id });
  const heldAt = (uid: string, id: string) => heldDocument.document(firestore, { uid, id });
  const throttleAt = (uid: string) => throttleDocument.document(firestore, { uid });

  return {
    delivery: (uid: string, id: string): Promise<Versioned<StoredDelivery> | undefined> =>
      readDocument(StoredDelivery, deliveryAt(uid, id), log),

    /** Of notifications for which there was no device, decided since `since`, ms: some of them, by id. */
    withoutDevice: async (uid: string, since: number): Promise<string[]> => {
      const recent = deliveryDocument
        .collection(firestore, { uid })
        .where("decision.at", ">=", toTimestamp(since))
        .orderBy("decision.at")
        .limit(20);
      const found = await readQuery(StoredDelivery, recent, "deliveries", log);
      return found.flatMap(({ value: { id, decision } }) => (decision.reason === "no_device" ? id : []));
    },

    /** In the order of the ids. */
    deliveries: (uid: string, ids: readonly string[]): Promise<(Versioned<StoredDelivery> | undefined)[]> =>
      readDocuments(
        StoredDelivery,
        ids.map((id) => deliveryAt(uid, id)),
        log,
      ),

    throttle: (uid: string): Promise<Versioned<StoredThrottle> | undefined> =>
      readDocument(StoredThrottle, throttleAt(uid), log),

    /** The oldest of them, if they are many. */
    held: async (uid: string): Promise<HeldRow[]> => {
      const oldest = heldDocument.collection(firestore, { uid }).orderBy("heldAt").limit(largestDigest);
      const { docs } = await read("held pushes", oldest.get());
      return docs.map(({ id, updateTime }) => ({ id, version: updateTime }));
    },

    /** Kept until `expireAt`, ms: for as long as the notification may be asked about. */
    createDelivery: (batch: WriteBatch, uid: string, delivery: StoredDelivery, expireAt: number): void => {
      batch.create(deliveryAt(uid, delivery.id), { ...delivery, expireAt: expiry(expireAt) });
    },

    updateDelivery: (
      batch: WriteBatch,
      uid: string,
      seen: Versioned<StoredDelivery>,
      change: Partial<StoredDelivery>,
      /** ms; default: as it is. */
      expireAt?: number,
    ): void => {
      const gone = FieldValue.delete();
      const { leaseUntil = gone, retryAt = gone, digestId = gone, ...rest } = { ...seen.value, ...change };
      const kept = expireAt === undefined ? {} : { expireAt: expiry(expireAt) };
      const fields = { ...rest, leaseUntil, retryAt, digestId, ...kept };
      updateVersion(batch, deliveryAt(uid, seen.value.id), seen, fields);
    },

    putThrottle: (
      batch: WriteBatch,
      uid: string,
      seen: Versioned<StoredThrottle> | undefined,
      throttle: StoredThrottle,
    ): void => putVersion(batch, throttleAt(uid), seen, throttle),

    hold: (batch: WriteBatch, uid: string, { id, expiresAt }: PushItem, now: number): void => {
      batch.set(heldAt(uid, id), { heldAt: toTimestamp(now), expireAt: expiry(Date.parse(expiresAt)) });
    },

    /** Of two releases at once, one commits. */
    letGo: (batch: WriteBatch, uid: string, held: HeldRow): void => {
      deleteVersion(batch, heldAt(uid, held.id), held);
    },

    commit: committer(firestore, "a delivery"),

    /** Deletes all of a user whose account ends. Safe to repeat. */
    forgetUser: async (uid: string): Promise<void> => {
      await firestore.recursiveDelete(deliveryDocument.collection(firestore, { uid }));
      await firestore.recursiveDelete(heldDocument.collection(firestore, { uid }));
      await throttleAt(uid).delete();
    },
  };
}

export type PushStore = ReturnType<typeof pushStore>;
