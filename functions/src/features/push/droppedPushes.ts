import type { Firestore, WriteBatch } from "firebase-admin/firestore";
import type { DecisionReason } from "@firecast/contract/notifications/push";
import { deliveryDocument } from "./paths.js";
import { expiry } from "./schema.js";

/** A push that is never to be sent, and why. */
export interface DroppedPush {
  /** The notification's id. */
  readonly id: string;
  readonly type: string;
  readonly reason: DecisionReason;
  readonly at: string;
  /** Known until then, ms since the epoch. */
  readonly expireAt: number;
}

/** What a caller notes beside it, for itself. Pushes do not look at it. */
export type Notes = Readonly<Record<string, unknown>>;

/**
 * Writes deliveries for those who make rows that are not to be pushed, in the same commit: the push finds that there is
 * nothing to do. Writes go into the caller's batch.
 */
export function droppedPushes(firestore: Firestore) {
  const document = (uid: string, id: string) => deliveryDocument.document(firestore, { uid, id });
  const fieldsOf = ({ id, type, reason, at, expireAt }: DroppedPush, notes: Notes) => ({
    id,
    type,
    decision: { action: "drop", reason, at },
    devices: {},
    ...notes,
    expireAt: expiry(expireAt),
  });

  return {
    document,
    collection: (uid: string) => deliveryDocument.collection(firestore, { uid }),

    /** Overwrites what was decided before. */
    put: (batch: WriteBatch, uid: string, dropped: DroppedPush, notes: Notes = {}): void => {
      batch.set(document(uid, dropped.id), fieldsOf(dropped, notes));
    },

    /** The same, and what was noted before stays. */
    merge: (batch: WriteBatch, uid: string, dropped: DroppedPush, notes: Notes = {}): void => {
      batch.set(document(uid, dropped.id), fieldsOf(dropped, notes), { merge: true });
    },

    /** The commit fails if anything is known of it. */
    create: (batch: WriteBatch, uid: string, dropped: DroppedPush, notes: Notes = {}): void => {
      batch.create(document(uid, dropped.id), fieldsOf(dropped, notes));
    },

    /** Changes the notes alone. The commit fails if nothing is known of it. */
    note: (batch: WriteBatch, uid: string, id: string, notes: Notes): void => {
      batch.update(document(uid, id), notes);
    },

    /** As if it had never been: it may be pushed. */
    forget: (batch: WriteBatch, uid: string, id: string): void => {
      batch.delete(document(uid, id));
    },
  };
}
