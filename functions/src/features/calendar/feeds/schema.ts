import { z } from "zod";
import { CalendarEvent } from "@firecast/contract/space/calendar";
import { CalendarFeed } from "@firecast/contract/space/calendarFeeds";
import { Segment } from "@firecast/contract/core/ids";

/** A feed as it is stored: with what the next look at it needs. */
export const StoredFeed = CalendarFeed.extend({
  url: z.string(),
  /** What the server said of the content that was read. */
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** Of that content. */
  hash: z.string().optional(),
  /** Ids of events that were missing in it for the first time. */
  missing: z.array(z.string()),
  /** Looks in a row that brought nothing. */
  failures: z.int().nonnegative(),
  /** Not looked at before that, ms since the epoch. */
  waitUntil: z.number().optional(),
});

/** Which feeds a space has. */
export const FeedIds = z.object({ ids: z.array(Segment) });

/** An event of a feed as it is stored. */
export const ImportedEvent = CalendarEvent.extend({
  /** Derived from the UID: which series of the feed it is from. */
  series: z.string(),
});

export type StoredFeed = z.infer<typeof StoredFeed>;
export type ImportedEvent = z.infer<typeof ImportedEvent>;
