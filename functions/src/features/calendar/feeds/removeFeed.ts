import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { User } from "../../../platform/auth/user.js";
import type { Call } from "../../../platform/call.js";
import { notFound, Problem } from "../../../platform/problems.js";
import { applyPlan } from "./applyPlan.js";
import type { FeedsDeps } from "./deps.js";
import { mayManageFeeds } from "./shown.js";
import { syncEvent } from "./syncEvent.js";
import { type FeedRef, feedWakeUp } from "./wakeUps.js";

interface Remove extends Call<void, Pick<User, "uid">> {
  readonly spaceId: string;
  readonly calendarId: string;
}

/** Takes a feed away at once, and its events soon after: there may be thousands. @throws Problem `forbidden`, `not_found`. */
export async function removeFeed(
  deps: FeedsDeps,
  { user, spaceId, calendarId, request }: Remove,
): Promise<void> {
  const { store, inTurn, spaces, limits, wakeUps, clock } = deps;
  const member = await spaces.requireMember(user.uid, spaceId);
  await limits.take(user.uid, channelOf(spaceChannel, { spaceId }));
  const remove = async (): Promise<void> => {
    const [seen, list] = await Promise.all([store.feed(spaceId, calendarId), store.list(spaceId)]);
    if (!seen) throw notFound();
    if (!mayManageFeeds(member)) throw new Problem("forbidden");
    const wakeUp = feedWakeUp("removal", seen.value, clock.now());
    await store.commit((batch) => {
      store.deleteFeed(batch, seen);
      store.putList(batch, spaceId, list, list?.value.ids.filter((id) => id !== calendarId) ?? []);
      wakeUps.add(batch, wakeUp);
      request?.record(batch, undefined);
    });
    await wakeUps.announce(wakeUp);
  };
  await inTurn(spaceId, remove, request);
}

/**
 * Withdraws what a feed has left in the calendar, unless the space has the feed again. Safe to repeat. @throws a conflict, for
 * another try, where the feed comes back meanwhile.
 */
export async function removeEvents(deps: FeedsDeps, feed: FeedRef): Promise<void> {
  const { store, clock } = deps;
  const { spaceId, calendarId: id, name } = feed;
  if (await store.feed(spaceId, id)) return;
  const remove = await store.imported(spaceId, id);
  if (remove.length === 0) return;
  const guard = (batch: WriteBatch): void => store.confirmNoFeed(batch, feed);
  const done = { status: "completed", recordsProcessed: remove.length } as const;
  await applyPlan(deps, {
    spaceId,
    plan: { create: [], update: [], remove, forget: [] },
    guard,
    end: { event: syncEvent({ id, name, events: 0 }, done, clock.now()), write: guard },
  });
}
