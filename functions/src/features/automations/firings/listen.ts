import { minutes, toTimestamp } from "../../../platform/clock.js";
import { atMost } from "../../../platform/concurrency/atMost.js";
import { settleAll } from "../../../platform/concurrency/settleAll.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { Happening, HappeningKind } from "../../../platform/happenings/happening.js";
import type { Listener } from "../../../platform/happenings/listener.js";
import type { AutomationsDeps } from "../deps.js";
import { isOn, waitingFor } from "../rules/awaited.js";
import { isAwaited } from "../rules/waiting.js";
import type { StoredRule } from "../schema.js";
import type { RuleRef } from "../store.js";
import { fire } from "./fire.js";

/** Rules of a space that fire at the same time for the same happening. */
const atOnce = 10;

/** Rules as those who wait for what happens in spaces. */
export function listen(deps: AutomationsDeps): Listener {
  const { known, happenings } = deps;
  return {
    isWanted: async (kind, spaceId) => waitingFor(await known.awaited(spaceId), kind).length > 0,

    happened: async (happening) => {
      const kind = happenings.find(happening.kind);
      if (!kind) return;
      const { spaceId, facts } = happening;
      const awaited = waitingFor(await known.awaited(spaceId), happening.kind);
      const matching = awaited.filter(([, waiting]) => isAwaited(waiting, kind, facts));
      const inTurn = atMost(atOnce);
      // None waits for another; a failure of one has the others run again, which changes nothing.
      await settleAll(
        matching.map(([automationId]) =>
          inTurn(() => fireFor(deps, { spaceId, automationId }, kind, happening)),
        ),
      );
    },

    foreseen: async (kind, spaceId, at) => {
      const waiting = waitingFor(await known.awaited(spaceId), kind);
      for (const [automationId, { trigger }] of waiting) {
        const due = at - minutes(trigger.minutesBefore ?? 0);
        if (at > deps.clock.now() - minutes(1)) await lookAt(deps, { spaceId, automationId }, due);
      }
    },
  };
}

/** Fires a rule for what has happened, if it still waits for that. */
export const fireFor = (
  deps: AutomationsDeps,
  ref: RuleRef,
  kind: HappeningKind,
  { id, at, about, depth, facts }: Happening,
): Promise<void> =>
  fire(deps, {
    ...ref,
    cause: { event: kind.name, id, at, about, depth, facts },
    isAwaited: ({ trigger, conditions }: StoredRule) =>
      trigger.type === "event" &&
      trigger.event === kind.name &&
      isAwaited({ trigger, conditions }, kind, facts),
  });

/** Has the job look at a rule by this time, ms since the epoch, unless it does so earlier. */
async function lookAt({ store, clock }: AutomationsDeps, ref: RuleRef, due: number): Promise<void> {
  await retryOnConflict(undefined, async () => {
    const seen = await store.rule(ref);
    if (!seen || !isOn(seen.value)) return;
    const dueAt = toTimestamp(Math.max(due, clock.now()));
    if (seen.value.dueAt !== undefined && seen.value.dueAt <= dueAt) return;
    await store.commit((batch) => store.updateRule(batch, seen, { ...seen.value, dueAt }));
  });
}
