import { z } from "zod";
import type { ActivityPage, ListActivity } from "@firecast/contract/space/activity";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { listCursor, pageOf } from "../../platform/firestore/listCursor.js";
import type { ActivityPosition, ActivityStore } from "./store.js";

const activityCursor = listCursor<ActivityPosition>(z.tuple([Timestamp, Segment]));

/** What was done in a space, or anywhere, the newest first. The right to know it is the caller's to check. */
export async function listActivity(
  store: Pick<ActivityStore, "page">,
  { limit, cursor }: ListActivity,
  spaceId?: string,
): Promise<ActivityPage> {
  const after = cursor === undefined ? undefined : activityCursor.parse(cursor);
  return pageOf(
    await store.page(spaceId, after, limit),
    limit,
    ({ activity }) => activity,
    ({ position }) => activityCursor.encode(position),
  );
}
