import { type Firestore, Timestamp } from "firebase-admin/firestore";
import { Activity } from "@firecast/contract/space/activity";
import { days } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { deleteFound, deletePages } from "../../platform/firestore/deletePages.js";
import { pageByTime, type TimePlace } from "../../platform/firestore/pageByTime.js";
import type { Log } from "../../platform/log.js";
import { activityDocument } from "./paths.js";

/** How long activity is kept. */
export const keptFor = days(90);

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

    /** The newest first, of a space or of all. */
    page: (spaceId: string | undefined, after: TimePlace | undefined, limit: number) =>
      pageByTime(Activity, spaceId === undefined ? all : all.where("spaceId", "==", spaceId), {
        what: "activity",
        by: "at",
        after,
        limit,
        log,
      }),

    /** Deletes what a user did whose account ends. Safe to repeat. */
    forgetUser: (uid: string): Promise<void> =>
      deleteFound(firestore, all.where("by", "==", uid), { what: "activity" }),

    /** Deletes what was done in a space that is deleted. */
    forgetSpace: (spaceId: string): AsyncGenerator<undefined> =>
      deletePages(firestore, all.where("spaceId", "==", spaceId), { what: "activity" }),
  };
}

export type ActivityStore = ReturnType<typeof activityStore>;
