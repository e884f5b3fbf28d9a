import type { WriteBatch } from "firebase-admin/firestore";
import { toTimestamp } from "../../platform/clock.js";
import { commitRows, type Step } from "./commitRows.js";
import type { InboxDeps } from "./deps.js";
import { notificationId } from "./rules/admit.js";
import { renderAnew } from "./rules/renderAnew.js";
import { type Item, withdrawn } from "./schema.js";

/** A happening that is no longer true: its message was deleted, or names this user no longer. */
export interface Retraction {
  readonly uid: string;
  readonly type: string;
  readonly cause: string;
  /** When it was taken back: what happened before this is told no more, however late its trigger runs. */
  readonly at: string;
}

/**
 * Takes a happening back: its row goes, or says what is left of it. "nothing" if it was in none. Safe to repeat, and pending
 * pushes follow: a row that is gone is not pushed, and one that stays is pushed as it reads then.
 */
export const retractNotice = (deps: InboxDeps, retraction: Retraction): Promise<"retracted" | "nothing"> =>
  deps.inTurn(retraction.uid, async () => {
    const { store, types, clock } = deps;
    const { uid, type, at } = retraction;
    const id = notificationId(retraction);
    const { state, row, joined, isKnown } = await store.holding(uid, id);
    const own = row?.id === id ? row : undefined;
    const retractedAt = own ? own.ownRetractedAt : joined?.retractedAt;
    const said = own ? own.said : joined?.said;
    if ((retractedAt !== undefined && retractedAt >= at) || (said && said.at > at)) return "nothing";
    if (own && retractedAt !== undefined) {
      // Nothing is to be seen of that, but what happened between the two is not told any more.
      const also = (batch: WriteBatch): void => store.updateItem(batch, uid, { ...own, ownRetractedAt: at });
      await commitRows(deps, { uid, seen: state, steps: [], change: {}, also });
      return "nothing";
    }
    const retracted = { id, type, ttlMs: types.of(type).ttlMs, at, isKnown };
    if (!row) {
      // With the state: a telling that is under way finds it changed, and looks again.
      const also = (batch: WriteBatch): void => store.putRetracted(batch, uid, retracted);
      await commitRows(deps, { uid, seen: state, steps: [], change: {}, also });
      return "nothing";
    }
    const kept: Item = own ? { ...own, said: undefined, ownRetractedAt: at } : row;
    const left = await without(deps, uid, kept, id);
    const step: Step = left
      ? { event: "updated", before: row, after: left }
      : { event: "updated", before: row, after: withdrawn(kept, at, toTimestamp(clock.now())), isGone: true };
    await commitRows(deps, {
      uid,
      seen: state,
      steps: [step],
      also: (batch) => {
        if (row.id !== id) store.putRetracted(batch, uid, retracted);
      },
    });
    return "retracted";
  });

/** What is left of a row without one of its happenings: it says what the newest of the others said. */
async function without(
  { store, types }: InboxDeps,
  uid: string,
  row: Item,
  id: string,
): Promise<Item | undefined> {
  if (row.count === 1) return undefined;
  const joined = await store.newestJoined(uid, row.id);
  const newest = joined.find((other) => other.id !== id)?.said ?? row.said;
  return newest && renderAnew({ ...row, count: row.count - 1 }, newest, types.find(row.type));
}
