import { FieldPath, type Firestore, type Query, Timestamp } from "firebase-admin/firestore";
import { Activity } from "@firecast/contract/space/activity";
import { days } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { deleteFound, deletePages } from "../../platform/firestore/deletePages.js";
import { read } from "../../platform/firestore/read.js";
import { decode } from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { activityDocument } from "./paths.js";

/** How long activity is kept. */
export const keptFor = days(90);

/** When something was done, and its id. */
export type ActivityPosition = [at: string, id: string];

/** Every read and write of the activity log. */
export function activityStore(firestore: Firestore, log: Log) {
  const all = activityDocument.collection(firestore, {});
  const commit = committer(firestore, "activity");

  return {
    /** Safe to repeat: an event has one id. */
    put: (activity: Activity): Promise<void> =>
      commit((batch) => {
        const expireAt = Timestamp.fromMillis(Date.parse(activity.at) + keptFor);
        batch.set(activityDocument.document(firestore, activity), { ...activity, expireAt });
      }),

    /** The newest first, of a space or of all; one more than `limit` if there are more. */
    page: async (spaceId: string | undefined, after: ActivityPosition | undefined, limit: number) => {
      const some: Query = spaceId === undefined ? all : all.where("spaceId", "==", spaceId);
      const inOrder = some
        .orderBy("at", "desc")
        .orderBy(FieldPath.documentId(), "desc")
        .limit(limit + 1);
      const { docs } = await read("activity", (after ? inOrder.startAfter(...after) : inOrder).get());
      return docs.map((snapshot) => ({
        position: [String(snapshot.get("at")), snapshot.id] satisfies ActivityPosition,
        activity: decode(Activity, snapshot, log)?.value,
      }));
    },

    /** Deletes what a user did whose account ends. Safe to repeat. */
    forgetUser: (uid: string): Promise<void> =>
      deleteFound(firestore, all.where("by", "==", uid), { what: "activity" }),

    /** Deletes what was done in a space that is deleted. */
    forgetSpace: (spaceId: string): AsyncGenerator<undefined> =>
      deletePages(firestore, all.where("spaceId", "==", spaceId), { what: "activity" }),
  };
}

export type ActivityStore = ReturnType<typeof activityStore>;
