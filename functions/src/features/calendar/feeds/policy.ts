import { days, minutes } from "../../../platform/clock.js";
import { bucketOf } from "../../../platform/ids.js";
import type { Window } from "../ics/series.js";
import type { StoredFeed } from "./schema.js";

export const maxFeedBytes = 5_000_000;
export const maxOccurrences = 5000;
/** Feeds of one space. */
export const maxFeeds = 20;

/** A turn takes as long as a slot of the job, and after so many of them comes the first one again. */
const turnMs = minutes(5);
/** Feeds keep the turn that they were added with: more turns may be made of them later, but not less. */
const turns = 3;

/** Each feed has its turn once in a cycle, by chance: a slot asks for those of one turn, and looking at them writes nothing. */
export const turnOf = ({ spaceId, id }: Pick<StoredFeed, "spaceId" | "id">): number =>
  bucketOf(`${spaceId}/${id}`, turns);

/** The turns that came after the one time and by the other. Undefined: all. */
export function turnsBetween(after: number | undefined, by: number): number[] | undefined {
  const last = Math.floor(by / turnMs);
  const count = after === undefined ? turns : last - Math.floor(after / turnMs);
  if (count >= turns) return undefined;
  return Array.from({ length: Math.max(0, count) }, (_, index) => (last - index) % turns);
}

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
