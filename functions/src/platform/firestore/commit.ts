import type { Firestore, WriteBatch } from "firebase-admin/firestore";
import { seconds } from "../clock.js";
import { within } from "./grpc.js";

const commitWithin = seconds(5);

/** Commits what `writes` puts into a batch; `what` names it when Firestore does not answer within 5 s. */
export type Commit = (writes: (batch: WriteBatch) => void) => Promise<void>;

export const committer =
  (firestore: Firestore, what: string): Commit =>
  async (writes) => {
    const batch = firestore.batch();
    writes(batch);
    await within(commitWithin, `commit of ${what}`, batch.commit());
  };
