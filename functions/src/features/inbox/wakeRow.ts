import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { toTimestamp } from "../../platform/clock.js";
import { derivedId } from "../../platform/ids.js";
import type { WakeUp } from "../../platform/wakeUps/wakeUps.js";
import { commitRows } from "./commitRows.js";
import type { InboxDeps } from "./deps.js";
import { transition } from "./rules/transitions.js";
import { isExpired, type Item } from "./schema.js";

export const snoozeKind = "snooze";
export const SnoozeDue = z.object({ uid: Segment, id: Segment });

/** The wake-up of a row that was snoozed; moving the snooze moves it. */
export const snoozeOf = (uid: string, { id, snoozedUntil }: Item): WakeUp | undefined =>
  snoozedUntil === undefined ? undefined : wakeUpOf(uid, id, Date.parse(snoozedUntil));

/** Brings a row back if it is snoozed until then, and pushes it if it has come back as new. */
export const wakeUpOf = (uid: string, id: string, dueAt: number): WakeUp => ({
  id: derivedId(snoozeKind, uid, id),
  kind: snoozeKind,
  dueAt,
  payload: { uid, id },
});

/** Brings a snoozed row back, if its time has come. Safe to repeat. */
export const wakeRow = (deps: InboxDeps, uid: string, id: string): Promise<void> =>
  deps.inTurn(uid, async () => {
    const { state: seen, items } = await deps.store.rows(uid, [id]);
    const [before] = items;
    const now = deps.clock.now();
    if (!before || isExpired(before, now)) return;
    // Snoozed anew meanwhile: that one has its own alarm.
    if (before.snoozedUntil === undefined || Date.parse(before.snoozedUntil) > now) return;
    const after = transition(before, { type: "woken" }, toTimestamp(now));
    await commitRows(deps, { uid, seen, steps: [{ event: "updated", before, after, isNew: true }] });
  });
