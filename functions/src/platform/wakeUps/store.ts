import {
  type DocumentSnapshot,
  FieldValue,
  type Firestore,
  Timestamp,
  type WriteBatch,
} from "firebase-admin/firestore";
import { z } from "zod";
import { seconds } from "../clock.js";
import { commit as commitWrites, type Writes } from "../firestore/commit.js";
import { pages } from "../firestore/pages.js";
import { read } from "../firestore/read.js";
import { bucketOf } from "../ids.js";
import type { Log } from "../log.js";
import { decode, type Versioned } from "../firestore/versioned.js";
import type { WakeUp } from "./wakeUps.js";

const StoredWakeUp = z.object({
  kind: z.string(),
  dueAt: z.instanceof(Timestamp).transform((at) => at.toMillis()),
  payload: z.record(z.string(), z.unknown()),
  /** Begun since it was scheduled. */
  attempts: z.int().nonnegative(),
  /** Until then an attempt is under way. */
  leaseUntil: z
    .instanceof(Timestamp)
    .transform((until) => until.toMillis())
    .optional(),
});
export type StoredWakeUp = z.infer<typeof StoredWakeUp>;

interface Lease {
  /** ms since the epoch. */
  until: number;
  attempts: number;
}

/** A sweep is in no hurry. */
const sweepReadWithin = seconds(20);

/**
 * An index on a time that only grows takes 500 writes a second
 * (https://firebase.google.com/docs/firestore/best-practices): each shard has a range of it for itself.
 */
export const shards = 8;

/** Every read and write of a collection of wake-ups. Writes go into the caller's batch, except where they name a version. */
export function wakeUpsStore(firestore: Firestore, collection: string, log: Log) {
  const wakeUps = firestore.collection(collection);
  const fieldsOf = ({ id, kind, dueAt, payload }: WakeUp) => ({
    kind,
    dueAt: Timestamp.fromMillis(dueAt),
    payload,
    attempts: 0,
    shard: bucketOf(id, shards),
  });

  const commit = async (writes: Writes): Promise<Timestamp> => {
    const writeTime = await commitWrites(firestore, "a wake-up", writes);
    if (!writeTime) throw new RangeError("a commit of a wake-up has a write");
    return writeTime;
  };

  return {
    commit,

    read: (id: string): Promise<DocumentSnapshot> => read("a wake-up", wakeUps.doc(id).get()),

    decode: (snapshot: DocumentSnapshot): Versioned<StoredWakeUp> | undefined =>
      decode(StoredWakeUp, snapshot, log),

    /** Those of a shard that are due at `now`, longest waiting first, a page at a time. */
    due: (shard: number, now: number, size: number): AsyncGenerator<DocumentSnapshot[]> => {
      const due = wakeUps
        .where("shard", "==", shard)
        .where("dueAt", "<=", Timestamp.fromMillis(now))
        .orderBy("dueAt");
      return pages(due, { what: "due wake-ups", size, readWithin: sweepReadWithin });
    },

    /** As if it had never been tried. */
    put: (batch: WriteBatch, wakeUp: WakeUp): void => {
      batch.set(wakeUps.doc(wakeUp.id), fieldsOf(wakeUp));
    },

    /** One that is there stays as it is: the commit fails. */
    create: (batch: WriteBatch, wakeUp: WakeUp): void => {
      batch.create(wakeUps.doc(wakeUp.id), fieldsOf(wakeUp));
    },

    /** Counts the attempt as it begins. Returns the version then. @throws a conflict if it is not `version` any more. */
    lease: (id: string, version: Timestamp, { until, attempts }: Lease): Promise<Timestamp> =>
      commit((batch) => {
        const leaseUntil = Timestamp.fromMillis(until);
        batch.update(wakeUps.doc(id), { leaseUntil, attempts }, { lastUpdateTime: version });
      }),

    /** Ends the lease. */
    putOff: (batch: WriteBatch, id: string, version: Timestamp, dueAt: number): void => {
      const values = { dueAt: Timestamp.fromMillis(dueAt), leaseUntil: FieldValue.delete() };
      batch.update(wakeUps.doc(id), values, { lastUpdateTime: version });
    },

    /** With a version: only that one. */
    remove: (batch: WriteBatch, id: string, version?: Timestamp): void => {
      batch.delete(wakeUps.doc(id), version ? { lastUpdateTime: version } : {});
    },
  };
}

export type WakeUpsStore = ReturnType<typeof wakeUpsStore>;
