import type { WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { seconds } from "../../../platform/clock.js";
import { createdNow } from "../../../platform/firestore/ignoreConflict.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { derivedId } from "../../../platform/ids.js";
import type { WakeUp } from "../../../platform/wakeUps/wakeUps.js";
import { commitRows } from "../commitRows.js";
import type { InboxDeps } from "../deps.js";
import type { Item } from "../schema.js";
import type { InboxState } from "../state.js";
import { stepsOf, type Waiting } from "./takeIn.js";

/*
 * Coalesces bursts. Thousands of happenings a minute for one recipient are documents of their own, which nothing else
 * writes; once a second a wake-up takes them into their row. So the inbox has few commits, however much happens, and each
 * happening is counted once.
 */

/** A row that has taken in so many grows at most this often from then on. */
const crowdedFrom = 10;
const takenInEvery = seconds(1);
/** Taken in by one commit. */
const mostAtOnce = 200;

export const gatheringKind = "inbox_gathering";
export const GatheringDue = z.object({ uid: Segment });

const dueAt = (uid: string, at: number): WakeUp => ({
  id: derivedId(gatheringKind, uid),
  kind: gatheringKind,
  dueAt: at,
  payload: { uid },
});

/** Whether a row takes in so much that what comes next waits a moment. */
export const isCrowded = ({ count, listedAt }: Item, now: number): boolean =>
  count >= crowdedFrom && now - Date.parse(listedAt) < takenInEvery;

/** From now on what joins a row waits; this is the first that does. */
export async function beginGathering(
  deps: InboxDeps,
  uid: string,
  seen: Versioned<InboxState> | undefined,
  { id, notice }: Waiting,
): Promise<void> {
  const { store, types, wakeUps, clock } = deps;
  const wakeUp = dueAt(uid, clock.now() + takenInEvery);
  const also = (batch: WriteBatch): void => {
    store.createWaiting(batch, uid, id, notice, types.of(notice.type).ttlMs);
    wakeUps.add(batch, wakeUp);
  };
  await commitRows(deps, { uid, seen, steps: [], change: { isGathering: true }, also });
  await wakeUps.announce(wakeUp);
}

/** "known" if something was written of it meanwhile. */
export async function waitForTakingIn(
  deps: InboxDeps,
  uid: string,
  { id, notice }: Waiting,
): Promise<"joined" | "known"> {
  const { store, types } = deps;
  const { ttlMs } = types.of(notice.type);
  const waits = store.commit((batch) => store.createWaiting(batch, uid, id, notice, ttlMs));
  if (!(await createdNow(waits))) return "known";
  if (!(await store.state(uid))?.value.isGathering) await takeInWaiting(deps, uid);
  return "joined";
}

/**
 * Takes in what waits, and sets the next wake-up. First it is said that nothing is gathered any more, then looked again: what
 * was written before that is found by this look, and what is written after it is taken in by its own writer.
 */
export async function takeInWaiting(deps: InboxDeps, uid: string): Promise<void> {
  const { store, wakeUps, clock, inTurn } = deps;
  for (;;) {
    const wakeUp = dueAt(uid, clock.now() + takenInEvery);
    const outcome = await inTurn(uid, async () => {
      const seen = await store.state(uid);
      const waiting = await store.waiting(uid, mostAtOnce);
      if (waiting.length > 0) {
        await takeInAll(deps, uid, seen, waiting, wakeUp);
        return "taken";
      }
      if (!seen?.value.isGathering) return "done";
      await commitRows(deps, { uid, seen, steps: [], change: { isGathering: false } });
      return "again";
    });
    if (outcome === "taken") return wakeUps.announce(wakeUp);
    if (outcome === "done") return;
  }
}

async function takeInAll(
  deps: InboxDeps,
  uid: string,
  seen: Versioned<InboxState> | undefined,
  waiting: readonly Waiting[],
  wakeUp: WakeUp,
): Promise<void> {
  const { store, wakeUps } = deps;
  const { steps, unwanted, silent, rung } = await stepsOf(deps, uid, seen?.value, waiting);
  await commitRows(deps, {
    uid,
    seen,
    steps: [...steps.values()],
    change: { isGathering: true, rung },
    also: (batch) => {
      for (const [id, { event, after }] of steps) {
        if (silent.has(id)) store.putSilent(batch, uid, after);
        else if (event === "created") store.forgetNotes(batch, uid, id);
      }
      for (const id of unwanted) store.putTaken(batch, uid, id);
      wakeUps.add(batch, wakeUp);
    },
  });
}
