import { isExpired, type Item, placeOf } from "../schema.js";
import type { InboxState, Mark, Marking } from "../state.js";
import { type Patch, transition } from "./transitions.js";

type Marks = Pick<InboxState, "marks"> | undefined;

const covers = ({ upTo, at }: Mark, item: Item): boolean =>
  placeOf(item) === "inbox" && item.version <= upTo && !isExpired(item, Date.parse(at));

/** A row as it is, by what is stored and what was marked since. Gives the same row where no mark changes it. */
export function marked(item: Item, state: Marks): Item {
  const written = Math.max(item.touched, item.settled ?? 0);
  const after = (state?.marks ?? []).filter(({ version }) => version > written);
  return after.reduce((row, mark) => {
    if (!covers(mark, row)) return row;
    return transition(row, { type: "patched", patch: mark.patch }, mark.at);
  }, item);
}

/** What a mark before says nothing that the one after it does not say again. */
const isRepeated = (before: Mark | undefined, { upTo, patch }: Mark): boolean =>
  before !== undefined &&
  before.upTo <= upTo &&
  (!before.patch.read || patch.read === true) &&
  (!before.patch.seen || patch.seen === true || patch.read === true) &&
  (!before.patch.archived || patch.archived === true);

export const withMark = (marks: readonly Mark[], mark: Mark): Mark[] =>
  isRepeated(marks.at(-1), mark) ? [...marks.slice(0, -1), mark] : [...marks, mark];

/** The patch as a mark, if it can be one: what makes rows unread again or puts them off is done row by row. */
export function markingOf({ read, seen, archived, snoozeUntil }: Patch): Marking | undefined {
  if (read === false || archived === false || snoozeUntil !== undefined) return undefined;
  return { ...(read && { read }), ...(seen && { seen }), ...(archived && { archived }) };
}
