import type { Firestore, Timestamp, WriteBatch } from "firebase-admin/firestore";
import { seconds } from "../clock.js";
import { within } from "./grpc.js";

/** Longest a commit may take, ms. One that is given up may still take effect. */
const commitWithin = seconds(5);

/** Puts writes into a batch. They take effect together or not at all. */
export type Writes = (batch: WriteBatch) => void;

/**
 * Commits the writes; `what` names them when Firestore does not answer within 5 s. Returns the time of the commit, which is
 * the version of each document that it wrote.
 */
export async function commit(
  firestore: Firestore,
  what: string,
  writes: Writes,
): Promise<Timestamp | undefined> {
  const batch = firestore.batch();
  writes(batch);
  const [first] = await within(commitWithin, `commit of ${what}`, batch.commit());
  return first?.writeTime;
}

/** A store's commit of writes that belong to no event. */
export type Commit = (writes: Writes) => Promise<void>;

export const committer =
  (firestore: Firestore, what: string): Commit =>
  async (writes) => {
    await commit(firestore, what, writes);
  };
