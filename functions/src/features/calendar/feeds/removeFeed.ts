import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { Call } from "../../../platform/call.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { notFound, Problem } from "../../../platform/problems.js";
import { applyPlan } from "./applyPlan.js";
import type { FeedsDeps } from "./deps.js";
import { mayManageFeeds } from "./shown.js";
import { type FeedRef, feedWakeUp } from "./wakeUps.js";

interface Remove extends Call<void> {
  readonly spaceId: string;
  readonly calendarId: string;
}

/** Takes a feed away at once, and its events soon after: there may be thousands. @throws Problem `forbidden`, `not_found`. */
export async function removeFeed(
  deps: FeedsDeps,
  { user, spaceId, calendarId, request }: Remove,
): Promise<void> {
  const { store, spaces, limits, wakeUps, clock } = deps;
  const member = await spaces.requireMember(user.uid, spaceId);
  await limits.take(user.uid, channelOf(spaceChannel, { spaceId }));
  await retryOnConflict(request, async () => {
    const feed = await store.feed(spaceId, calendarId);
    if (!feed) throw notFound();
    if (!mayManageFeeds(member)) throw new Problem("forbidden");
    const wakeUp = feedWakeUp("removal", feed, clock.now());
    await store.commit((batch) => {
      store.deleteFeed(batch, feed);
      wakeUps.add(batch, wakeUp);
      request?.record(batch, undefined);
    });
    await wakeUps.announce(wakeUp);
  });
}

/** Withdraws what a feed has left in the calendar, unless the space has the feed again. Safe to repeat. */
export async function removeEvents(deps: FeedsDeps, { spaceId, calendarId }: FeedRef): Promise<void> {
  const { store } = deps;
  if (await store.feed(spaceId, calendarId)) return;
  const remove = await store.imported(spaceId, calendarId);
  await applyPlan(deps, spaceId, { create: [], update: [], remove, forget: [] });
}
