import type { Counts } from "@firecast/contract/notifications/notifications";
import { days, hours, toTimestamp } from "../../../platform/clock.js";
import { isUnread, isUnseen, type Item } from "../schema.js";
import type { InboxState } from "../state.js";

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
