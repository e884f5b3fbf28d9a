import { onWakeUp, type WakeUps } from "../../../platform/wakeUps/wakeUps.js";
import { type FeedsKit, feedsDeps } from "./deps.js";
import { feedRoutes } from "./http.js";
import { removeEvents } from "./removeFeed.js";
import { feedSetup } from "./setupStep.js";
import { FeedRef, feedWakeUp, wakeUpKinds } from "./wakeUps.js";
import { feedWork } from "./work.js";

/** The part of the calendar that follows external feeds. */
export function calendarFeeds(kit: FeedsKit) {
  const deps = feedsDeps(kit);
  return {
    routes: feedRoutes(deps),
    jobs: [feedWork(deps)],
    setupSteps: [feedSetup(deps)],
    forgetSpace: (spaceId: string, wakeUps: Pick<WakeUps, "remove">) =>
      deps.store.forgetSpace(spaceId, (batch, feed) => {
        wakeUps.remove(batch, feedWakeUp("sync", feed, 0).id);
      }),
    wakeUps: [
      onWakeUp(wakeUpKinds.sync, FeedRef, async ({ spaceId, calendarId }) => {
        const seen = await deps.store.feed(spaceId, calendarId);
        if (seen?.value.status !== "pending") return;
        const { syncFeed } = await import("./syncFeed.js");
        await syncFeed(deps, seen);
      }),
      onWakeUp(wakeUpKinds.removal, FeedRef, (feed) => removeEvents(deps, feed)),
    ],
  };
}
