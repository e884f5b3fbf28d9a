import { z } from "zod";
import { Segment, Timestamp } from "../core/ids.js";
import { title } from "../core/text.js";

/** Why the last look at a feed brought nothing. */
export const FeedError = z.enum([
  /** The address, or one that it leads to, is not a public one. */
  "refused",
  "unreachable",
  "too_slow",
  "too_large",
  "too_many_redirects",
  /** Another status than 200 or 304, or a coding that was not asked for. */
  "answered_badly",
  "not_a_calendar",
  /** The file ends before its end: nothing is concluded from it. */
  "truncated",
  "too_many_events",
  /** Reading it takes more time or memory than a feed may take. */
  "too_costly",
]);

/** A calendar feed: an external iCalendar file whose events are in a space's calendar. */
export const CalendarFeed = z.object({
  id: Segment,
  spaceId: Segment,
  /** For owners and admins alone: a caller who knows a private address can read the calendar behind it. */
  url: z.string().optional(),
  /** Default: the host of the address. */
  name: z.string(),
  createdBy: Segment,
  createdAt: Timestamp,
  /** `pending`: not read yet. `failing`: the last look brought nothing; what was read before stays. */
  status: z.enum(["pending", "synced", "failing"]),
  error: FeedError.optional(),
  /** When its present content was read; it may have been looked at since then. */
  lastSyncedAt: Timestamp.optional(),
  /** Occurrences in the calendar, from 90 days ago to 400 days ahead of the sync. */
  events: z.int().nonnegative(),
  /** Events of the file that cannot be read, or recur in a way that is refused. */
  skipped: z.int().nonnegative(),
});

export const AddFeed = z.strictObject({
  /** `https:` or `webcal:`, to a public host at the default port. */
  url: z.string().max(2000),
  name: title(120).optional(),
});

export const FeedList = z.object({ items: z.array(CalendarFeed), nextCursor: z.null() });

export type FeedError = z.infer<typeof FeedError>;
export type CalendarFeed = z.infer<typeof CalendarFeed>;
export type AddFeed = z.infer<typeof AddFeed>;
export type FeedList = z.infer<typeof FeedList>;
