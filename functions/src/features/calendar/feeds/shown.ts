import type { CalendarFeed } from "@firecast/contract/space/calendarFeeds";
import type { Member } from "@firecast/contract/space/spaces";
import type { StoredFeed } from "./schema.js";

/** Owners and admins of a space add feeds and take them away. */
export const mayManageFeeds = ({ role }: Member): boolean => role !== "member";

/** A feed as a member sees it: the address is a secret of those who manage feeds. */
export function shown(feed: StoredFeed, member: Member): CalendarFeed {
  const { id, spaceId, url, name, createdBy, createdAt, status, error, lastSyncedAt, events, skipped } = feed;
  return {
    id,
    spaceId,
    ...(mayManageFeeds(member) && { url }),
    name,
    createdBy,
    createdAt,
    status,
    ...(error !== undefined && { error }),
    ...(lastSyncedAt !== undefined && { lastSyncedAt }),
    events,
    skipped,
  };
}
