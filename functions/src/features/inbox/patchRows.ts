import { toTimestamp } from "../../platform/clock.js";
import { commitRows, type Step } from "./commitRows.js";
import type { InboxDeps } from "./deps.js";
import { type Patch, transition } from "./rules/transitions.js";
import { isExpired, type Item } from "./schema.js";
import type { InboxState } from "./state.js";
import { snoozeOf } from "./wakeRow.js";

/** What came of a patch. */
export interface Patched {
  /** Rows that changed. */
  readonly items: Item[];
  /** How many they are. Default: those of `items`. */
  readonly changed?: number;
  /** Rows that were left as they are: they became new after what the patch speaks of. */
  readonly newer: Item[];
  readonly state: InboxState;
}

interface PatchRows {
  readonly uid: string;
  readonly ids: readonly string[];
  readonly patch: Patch;
  /** Rows that became new after this version of the inbox stay as they are. */
  readonly upTo: number;
}

/** Changes these rows in one commit; each that changes is an event. */
export const patchRows = (deps: InboxDeps, { uid, ids, patch, upTo }: PatchRows): Promise<Patched> =>
  deps.inTurn(uid, async () => {
    const { store, wakeUps, clock } = deps;
    const { state: seen, items } = await store.rows(uid, ids);
    const now = clock.now();
    const present = items.filter((item) => !isExpired(item, now));
    const steps = present
      .filter(({ version }) => version <= upTo)
      .map((before) => ({ before, after: transition(before, { type: "patched", patch }, toTimestamp(now)) }))
      .filter(({ before, after }) => before !== after)
      .map((step): Step => ({ ...step, event: patch.read === true ? "read" : "updated" }));
    const alarms = steps.flatMap(({ after }) => snoozeOf(uid, after) ?? []);
    const state = await commitRows(deps, {
      uid,
      seen,
      steps,
      by: uid,
      also: (batch) => {
        for (const alarm of alarms) wakeUps.add(batch, alarm);
      },
    });
    await Promise.all(alarms.map((alarm) => wakeUps.announce(alarm)));
    return {
      items: steps.map(({ after }) => after),
      newer: present.filter(({ version }) => version > upTo),
      state,
    };
  });
