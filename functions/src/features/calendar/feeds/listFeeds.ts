import type { CalendarFeed, FeedList } from "@firecast/contract/space/calendarFeeds";
import type { User } from "../../../platform/auth/user.js";
import { notFound } from "../../../platform/problems.js";
import type { FeedsDeps } from "./deps.js";
import { shown } from "./shown.js";

interface InSpace {
  readonly user: User;
  readonly spaceId: string;
}

/** All feeds of a space: there are few. */
export async function listFeeds({ store, spaces }: FeedsDeps, { user, spaceId }: InSpace): Promise<FeedList> {
  const member = await spaces.requireMember(user.uid, spaceId);
  const feeds = await store.feeds(spaceId);
  return { items: feeds.map((feed) => shown(feed, member)), nextCursor: null };
}

export async function showFeed(
  { store, spaces }: FeedsDeps,
  { user, spaceId, calendarId }: InSpace & { readonly calendarId: string },
): Promise<CalendarFeed> {
  const member = await spaces.requireMember(user.uid, spaceId);
  const seen = await store.feed(spaceId, calendarId);
  if (!seen) throw notFound();
  return shown(seen.value, member);
}
