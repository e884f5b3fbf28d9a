import type { WriteBatch } from "firebase-admin/firestore";
import { toTimestamp } from "../../../platform/clock.js";
import { queueFull } from "../../../platform/rates/rateLimit.js";
import { commitMark } from "../commitRows.js";
import type { InboxDeps } from "../deps.js";
import type { Patched } from "../patchRows.js";
import { countsAt, talliesOf } from "../rules/counts.js";
import { withMark } from "../rules/marks.js";
import { transition } from "../rules/transitions.js";
import { isExpired, type Item, placeOf } from "../schema.js";
import { emptyInbox, type InboxState, type Marking } from "../state.js";
import { spreadAt } from "./spreadMarks.js";

/** Marks that storage has not caught up with yet. */
const mostMarks = 10;

interface MarkAll {
  readonly uid: string;
  readonly patch: Marking;
  /** Rows that became new after this version of the inbox stay as they are. */
  readonly upTo: number;
  /** The newest rows, which are written along: the answer shows them, and pushes look at them. */
  readonly ids: readonly string[];
}

/** Changes all rows by one write and one event, however many rows there are; a wake-up then stores it in each of them. */
export async function markAll(deps: InboxDeps, { uid, patch, upTo, ids }: MarkAll): Promise<Patched> {
  const { store, wakeUps, clock, inTurn } = deps;
  const spread = spreadAt({ uid }, clock.now());
  const patched = await inTurn(uid, async () => {
    const { state: seen, items } = await store.rows(uid, ids);
    const state = seen?.value ?? emptyInbox;
    if (state.marks.length >= mostMarks) throw queueFull("marks", mostMarks);
    const now = clock.now();
    const at = toTimestamp(now);
    const isPresent = (item: Item): boolean => placeOf(item) === "inbox" && !isExpired(item, now);
    // Read after the state: whatever is written meanwhile makes the commit fail.
    const newer = state.version > upTo ? await store.touchedAfter(uid, upTo, state) : [];
    const present = newer.filter((item) => isPresent(item) && item.version > upTo);
    const changes = items
      .filter((item) => isPresent(item) && item.version <= upTo)
      .map((before) => ({ before, after: transition(before, { type: "patched", patch }, at) }))
      .filter(({ before, after }) => before !== after);

    const left = talliesOf(present);
    const isRead = patch.read ?? patch.archived ?? false;
    const tallies = isRead ? left : talliesOf(present, state.tallies);
    const archived = patch.archived ? (await countInbox(deps, uid, state, now)) - present.length : 0;
    const marks = withMark(state.marks, { version: state.version + 1, upTo, at, patch });
    const also = (batch: WriteBatch): void => wakeUps.add(batch, spread);
    const rows = changes.map(({ after }) => after);
    const all = { upTo, at, ...patch };
    const next = await commitMark(deps, { uid, seen, rows, change: { tallies, marks }, all, also }, now);
    const [was, is] = [countsAt(state, now), countsAt(next, now)];
    const changed = patch.archived ? archived : patch.read ? was.unread - is.unread : was.unseen - is.unseen;
    return { items: rows, changed, newer: [], state: next };
  });
  await wakeUps.announce(spread);
  return patched;
}

/** While rows are marked as archived and not stored so, those that are left were written since. */
async function countInbox(
  { store }: InboxDeps,
  uid: string,
  state: InboxState,
  now: number,
): Promise<number> {
  const archived = state.marks.findLast(({ patch }) => patch.archived);
  if (!archived) return store.countStored(uid, now);
  const rows = await store.touchedAfter(uid, archived.upTo, state);
  return rows.filter((item) => placeOf(item) === "inbox" && !isExpired(item, now)).length;
}
