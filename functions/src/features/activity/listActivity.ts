import type { ActivityPage, ListActivity } from "@firecast/contract/space/activity";
import { pageOf } from "../../platform/firestore/listCursor.js";
import { timeCursor } from "../../platform/firestore/pageByTime.js";
import type { ActivityStore } from "./store.js";

/** What was done in a space, or anywhere, the newest first. The right to know it is the caller's to check. */
export async function listActivity(
  store: Pick<ActivityStore, "page">,
  { limit, cursor }: ListActivity,
  spaceId?: string,
): Promise<ActivityPage> {
  const after = cursor === undefined ? undefined : timeCursor.parse(cursor);
  return pageOf(
    await store.page(spaceId, after, limit),
    limit,
    ({ value }) => value,
    ({ place }) => timeCursor.encode(place),
  );
}
