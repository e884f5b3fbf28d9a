import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";

/** What can be done to all rows at once: each row's answer to it depends on the row alone. */
export const Marking = z.object({
  read: z.literal(true).optional(),
  seen: z.literal(true).optional(),
  archived: z.literal(true).optional(),
});
export type Marking = z.infer<typeof Marking>;

/**
 * Says of all rows that were in the inbox, and no newer than `upTo`, what became of them. Rows are as they are stored and
 * as the marks after them say: so one write changes ten thousand, and storage follows page by page.
 */
export const Mark = z.object({
  /** The version of the inbox with this mark: rows that were written since know of it. */
  version: z.int().positive(),
  upTo: z.int().nonnegative(),
  at: Timestamp,
  patch: Marking,
});
export type Mark = z.infer<typeof Mark>;

const Tally = z.object({ unseen: z.int().nonnegative(), unread: z.int().nonnegative() });

/**
 * What is known of an inbox as a whole, one document. Rows leave lists when they expire, and no write happens then: so the
 * tallies are kept by hour of expiry, and the ones that are over no longer count.
 */
export const InboxState = z.object({
  version: z.int().nonnegative(),
  tallies: z.record(Timestamp, Tally),
  /** Rows that take in what happens next, by batch key. */
  open: z.record(z.string(), z.object({ id: Segment, until: Timestamp })),
  /** Spaces that the user has left, and when: what they told before is told no more. */
  left: z.record(Segment, Timestamp).default({}),
  /** Users of whom this user wants to hear nothing, and since when. */
  blocked: z.record(Segment, Timestamp).default({}),
  /** Until when a sender's next row of a type is not pushed, by type and sender. */
  rung: z.record(z.string(), Timestamp).default({}),
  /** What was done to all rows at once, and is not stored in each of them yet. */
  marks: z.array(Mark).default([]),
  /** What joins a row waits for a wake-up, which stands. */
  isGathering: z.boolean().default(false),
  /** Commits that changed nothing else here. */
  touched: z.int().optional(),
  /** Where the log of the inbox's channel ends: the next writer need not ask it. */
  log: z.object({ epoch: z.string(), seq: z.int().positive() }).optional(),
});
export type InboxState = z.infer<typeof InboxState>;

export const emptyInbox: InboxState = {
  version: 0,
  tallies: {},
  open: {},
  left: {},
  blocked: {},
  rung: {},
  marks: [],
  isGathering: false,
};
