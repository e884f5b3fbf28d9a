import { days, minutes } from "../../../platform/clock.js";
import type { Window } from "../ics/series.js";
import type { StoredFeed } from "./schema.js";

export const maxFeedBytes = 5_000_000;
export const maxOccurrences = 5000;
/** Feeds of one space. */
export const maxFeeds = 20;

/** What of a feed is in the calendar. */
export const windowAt = (now: number): Window => ({ from: now - days(90), to: now + days(400) });

/** So often the window moves on, also of a feed that does not change. */
const refreshedAfter = days(7);

export const needsRefresh = ({ lastSyncedAt }: StoredFeed, now: number): boolean =>
  lastSyncedAt === undefined || now - Date.parse(lastSyncedAt) >= refreshedAfter;

/** Two failures in a row may be chance; then a feed is looked at less and less often, and once a day in the end. */
export function waitAfter(failures: number): number {
  return failures < 3 ? 0 : Math.min(minutes(15) * 2 ** (failures - 3), days(1));
}
