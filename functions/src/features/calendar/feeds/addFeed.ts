import type { AddFeed, CalendarFeed } from "@firecast/contract/space/calendarFeeds";
import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { User } from "../../../platform/auth/user.js";
import type { Call } from "../../../platform/call.js";
import { toTimestamp } from "../../../platform/clock.js";
import { derivedId } from "../../../platform/ids.js";
import { Problem } from "../../../platform/problems.js";
import type { FeedsDeps } from "./deps.js";
import { maxFeeds } from "./policy.js";
import type { StoredFeed } from "./schema.js";
import { mayManageFeeds, shown } from "./shown.js";
import { feedWakeUp } from "./wakeUps.js";

interface Add extends Call<CalendarFeed, Pick<User, "uid">> {
  readonly spaceId: string;
  readonly draft: AddFeed;
}

/**
 * Adds a feed, which is read at once and then by each run of the job. @throws Problem `invalid_request` for an address that no
 * feed may have, `forbidden` for members who manage nothing, `conflict` if the space has the feed, or too many.
 */
export async function addFeed(
  deps: FeedsDeps,
  { user, spaceId, draft, request }: Add,
): Promise<CalendarFeed> {
  const { store, inTurn, spaces, limits, wakeUps, clock, privateHosts } = deps;
  const member = await spaces.requireMember(user.uid, spaceId);
  if (!mayManageFeeds(member)) throw new Problem("forbidden");
  const { targetOf } = await import("../../../platform/outbound/targets.js");
  const target = targetOf(draft.url, privateHosts);
  if (!target) throw refusedUrl();
  await limits.take(user.uid, channelOf(spaceChannel, { spaceId }));

  const add = async (): Promise<CalendarFeed> => {
    const url = target.url.href;
    const id = derivedId("feed", spaceId, url);
    const [seen, same] = await Promise.all([store.list(spaceId), store.feed(spaceId, id)]);
    const others = seen?.value.ids ?? [];
    if (same) throw inUse("The space has this feed already.");
    if (others.length >= maxFeeds) throw inUse(`A space has at most ${maxFeeds} feeds.`);
    const now = clock.now();
    const feed: StoredFeed = {
      id,
      spaceId,
      url,
      name: draft.name ?? target.host,
      createdBy: user.uid,
      createdAt: toTimestamp(now),
      status: "pending",
      events: 0,
      skipped: 0,
      missing: [],
      failures: 0,
    };
    const answer = shown(feed, member);
    const wakeUp = feedWakeUp("sync", feed, now);
    await store.commit((batch) => {
      store.createFeed(batch, feed);
      store.putList(batch, spaceId, seen, [...others, id]);
      wakeUps.add(batch, wakeUp);
      request?.record(batch, answer);
    });
    await wakeUps.announce(wakeUp);
    return answer;
  };
  return inTurn(spaceId, add, request);
}

/** The same words whatever is wrong with it: it is not for callers to find out what our network looks like. */
function refusedUrl(): Problem {
  const detail = "must be an https: or webcal: address of a public host, without a port or a password";
  return new Problem("invalid_request", { errors: [{ in: "body", pointer: "/url", detail }] });
}

const inUse = (detail: string): Problem => new Problem("conflict", { detail });
