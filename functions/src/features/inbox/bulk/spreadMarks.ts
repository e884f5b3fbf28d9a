import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { seconds } from "../../../platform/clock.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { derivedId } from "../../../platform/ids.js";
import type { WakeUp } from "../../../platform/wakeUps/wakeUps.js";
import { commitRows } from "../commitRows.js";
import type { InboxDeps } from "../deps.js";
import { marked } from "../rules/marks.js";
import { emptyInbox } from "../state.js";
import type { Position } from "../lists/wanted.js";

const rowsAtOnce = 200;
/** A run that is not through by then goes on with the next one. */
const runFor = seconds(20);

export const spreadKind = "inbox_marks";

/** How far a run has come: it began with marks up to `last`, and goes on after this place. */
export const SpreadDue = z.object({
  uid: Segment,
  last: z.int().positive().optional(),
  after: z.object({ listedAt: Timestamp, id: Segment }).optional(),
});
export type SpreadDue = z.infer<typeof SpreadDue>;

export const spreadAt = (payload: SpreadDue, dueAt: number): WakeUp => ({
  id: derivedId(spreadKind, payload.uid),
  kind: spreadKind,
  dueAt,
  payload,
});

/**
 * Stores in each row what was done to all of them, newest rows first; then the marks are forgotten. Safe to repeat, and to
 * run twice at once.
 */
export async function spreadMarks(deps: InboxDeps, { uid, ...from }: SpreadDue): Promise<void> {
  const { store, wakeUps, clock, inTurn } = deps;
  const end = clock.now() + runFor;
  const last = from.last ?? (await store.state(uid))?.value.marks.at(-1)?.version;
  if (last === undefined) return;
  let { after } = from;
  do {
    after = await settlePage(deps, uid, after);
    if (after && clock.now() >= end) return wakeUps.schedule(spreadAt({ uid, last, after }, clock.now()));
  } while (after);
  await inTurn(uid, async () => {
    const seen = await store.state(uid);
    const marks = seen?.value.marks.filter(({ version }) => version > last) ?? [];
    if (seen && marks.length < seen.value.marks.length) {
      await commitRows(deps, { uid, seen, steps: [], change: { marks } });
    }
  });
}

/** A page of rows is stored as it is. Nothing that a user sees changes, so the inbox's state is not touched. */
const settlePage = (
  { store }: InboxDeps,
  uid: string,
  after: Position | undefined,
): Promise<Position | undefined> =>
  retryOnConflict(undefined, async () => {
    const state = (await store.state(uid))?.value ?? emptyInbox;
    const version = state.marks.at(-1)?.version;
    const { found, next } = await store.stored(uid, after, rowsAtOnce);
    const changed = found.flatMap((seen) => {
      const item = marked(seen.value, state);
      return item === seen.value || version === undefined
        ? []
        : [{ seen, item: { ...item, settled: version } }];
    });
    if (changed.length > 0) {
      await store.commit((batch) => {
        for (const { seen, item } of changed) store.settleItem(batch, uid, seen.version, item);
      });
    }
    return next;
  });
