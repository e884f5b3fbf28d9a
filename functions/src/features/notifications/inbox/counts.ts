import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/ids";
import type { Counts } from "@firecast/contract/notifications";
import { days, hours, toTimestamp } from "../../../platform/clock.js";
import { Mark } from "./mark.js";
import { isUnread, isUnseen, type Item } from "./item.js";

const Tally = z.object({ unseen: z.int().nonnegative(), unread: z.int().nonnegative() });

/**
 * What is known of an inbox as a whole. Rows leave lists when they expire, and no write happens then: so the tallies are
 * kept by hour of expiry, and the ones that are over no longer count.
 */
export const InboxState = z.object({
  version: z.int().nonnegative(),
  tallies: z.record(Timestamp, Tally),
  /** Rows that take in what happens next, by batch key. */
  open: z.record(z.string(), z.object({ id: Segment, until: Timestamp })),
  /** Spaces that the user has left, and when: what they told before is told no more. */
  left: z.record(Segment, Timestamp).default({}),
  /** Of whom the user wants to hear nothing, and since when. */
  blocked: z.record(Segment, Timestamp).default({}),
  /** Until when a sender's next row of a type is not pushed, by type and sender. */
  rung: z.record(z.string(), Timestamp).default({}),
  /** What was done to all rows at once, and is not stored in each of them yet. */
  marks: z.array(Mark).default([]),
  /** What joins a row waits for a wake-up, which stands. */
  isGathering: z.boolean().default(false),
  /** Commits that changed nothing else here. */
  touched: z.int().optional(),
  /** Where the log of the inbox's channel ends: whoever writes next need not ask it. */
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

/** Triggers and chunks come late, but not by more; of more spaces than that the newest are known. */
const leftKnownFor = days(1);
const leftKnown = 50;

export const withLeft = (
  { left }: InboxState,
  spaceId: string,
  at: string,
  now: number,
): InboxState["left"] => {
  const { [spaceId]: earlier = at, ...others } = left;
  const known = Object.entries(others)
    .filter(([, since]) => Date.parse(since) > now - leftKnownFor)
    .sort(([, a], [, b]) => (a < b ? 1 : -1))
    .slice(0, leftKnown - 1);
  return { ...Object.fromEntries(known), [spaceId]: earlier > at ? earlier : at };
};

const hour = hours(1);

/** Rows expire on the hour, the next one after their time: an inbox has few hours, however many rows. */
export const expiryAfter = (now: number, ttlMs: number): string =>
  toTimestamp(Math.ceil((now + ttlMs) / hour) * hour);

export function countsAt({ version, tallies }: InboxState, now: number): Counts {
  const counts = { unseen: 0, unread: 0, version };
  for (const [expiresAt, { unseen, unread }] of Object.entries(tallies)) {
    if (Date.parse(expiresAt) <= now) continue;
    counts.unseen += unseen;
    counts.unread += unread;
  }
  return counts;
}

/**
 * The state after a row became `after`; `before` is undefined for a new one. What is over is forgotten. A row that was
 * given a longer life counts under its new hour.
 */
export function movedOn(
  state: InboxState,
  { before, after }: { before?: Item | undefined; after: Item },
  now: number,
): InboxState {
  const without = before ? counted(state.tallies, before, -1) : state.tallies;
  const tallies = counted(without, after, 1);
  const isOver = (at: string): boolean => Date.parse(at) <= now;
  return {
    ...state,
    version: state.version + 1,
    tallies: Object.fromEntries(
      Object.entries(tallies).filter(([at, { unseen, unread }]) => !isOver(at) && unseen + unread > 0),
    ),
    open: Object.fromEntries(Object.entries(state.open).filter(([, { until }]) => !isOver(until))),
  };
}

/** The tallies of these rows alone; with `others`, what is unread counts as there. */
export function talliesOf(rows: readonly Item[], others?: InboxState["tallies"]): InboxState["tallies"] {
  const tallies = rows.reduce<InboxState["tallies"]>((sum, row) => counted(sum, row, 1), {});
  if (!others) return tallies;
  const entries = Object.entries(others).map(([hour, { unread }]) => {
    return [hour, { unread, unseen: tallies[hour]?.unseen ?? 0 }] as const;
  });
  return Object.fromEntries(entries);
}

/** Never below nothing: a row that was changed by another hand must not make the whole inbox unreadable. */
function counted(tallies: InboxState["tallies"], item: Item, by: 1 | -1): InboxState["tallies"] {
  const { unseen, unread } = tallies[item.expiresAt] ?? { unseen: 0, unread: 0 };
  const tally = {
    unseen: Math.max(0, unseen + by * Number(isUnseen(item))),
    unread: Math.max(0, unread + by * Number(isUnread(item))),
  };
  return { ...tallies, [item.expiresAt]: tally };
}
