import type { Timestamp } from "firebase-admin/firestore";
import { type Item, type Place, placeOf } from "../schema.js";
import type { InboxState, Mark } from "../state.js";
import type { InboxStore } from "../store.js";
import type { Position, Wanted } from "./wanted.js";

/** Rows as lists show them, newest first; `next` is where the page ended, if there may be more. */
interface FoundRows {
  items: Item[];
  next: Position | undefined;
  /** The moment of which the rows are, where storage alone says them. */
  readTime?: Timestamp;
}

/**
 * Asks storage for no fewer rows than are wanted, and leaves out those that marks have changed since. Where a mark takes
 * rows out of what is wanted, all that may be left was written after what it speaks of: only that is read.
 */
export async function findRows(
  store: Pick<InboxStore, "page" | "touchedAfter">,
  uid: string,
  wanted: Wanted,
  state: InboxState | undefined,
): Promise<FoundRows> {
  const marks = state?.marks ?? [];
  if (marks.length === 0) return store.page(uid, wanted, state);
  const emptying = wanted.place === "inbox" ? marks.findLast((mark) => takesOut(mark, wanted)) : undefined;
  if (emptying) {
    const rows = await store.touchedAfter(uid, emptying.upTo, state);
    const fitting = rows.filter((item) => fits(item, wanted) && isBehind(item, wanted.after));
    const items = fitting.sort(newestFirst).slice(0, wanted.limit);
    return { items, next: items.length === wanted.limit ? items.at(-1) : undefined };
  }
  const { items, next } = await store.page(uid, loosened(wanted, marks), state);
  return { items: items.filter((item) => fits(item, wanted)), next };
}

const takesOut = ({ patch }: Mark, { unread, unseen }: Wanted): boolean =>
  patch.archived === true ||
  (unread === true && patch.read === true) ||
  (unseen === true && (patch.read ?? patch.seen) === true);

/** What marks bring in is stored as it was before them. */
function loosened(wanted: Wanted, marks: readonly Mark[]): Wanted {
  const isRead = marks.some(({ patch }) => patch.read);
  const isArchived = wanted.place === "archived" && marks.some(({ patch }) => patch.archived);
  const places: Place[] = isArchived ? ["archived", "inbox"] : [wanted.place];
  return { ...wanted, places, ...(isRead && wanted.unread === false && { unread: undefined }) };
}

const fits = (item: Item, { place, unread, unseen, type, spaceId }: Wanted): boolean =>
  placeOf(item) === place &&
  (unread === undefined || (item.readAt === undefined) === unread) &&
  (!unseen || item.seenAt === undefined) &&
  (type === undefined || item.type === type) &&
  (spaceId === undefined || item.spaceId === spaceId);

const newestFirst = (a: Position, b: Position): number =>
  a.listedAt === b.listedAt ? (a.id < b.id ? 1 : -1) : a.listedAt < b.listedAt ? 1 : -1;

const isBehind = (item: Position, after: Position | undefined): boolean =>
  !after || newestFirst(item, after) > 0;
