import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { AutomationsDeps } from "../deps.js";
import type { StoredFiring, StoredRule } from "../schema.js";
import { suspend } from "./suspend.js";

/** A rule whose last firings have all come to nothing is looked at by its owners before it goes on. */
const maxFailures = 10;

/** Counts firings in a row that have failed. What the rule was when it fired says whether there is anything to write. */
export async function noteOutcome(
  deps: AutomationsDeps,
  { spaceId, automationId, outcome, savedAt, steps }: StoredFiring,
  rule: StoredRule,
): Promise<void> {
  const { store } = deps;
  const failed = outcome === "failed";
  if (!failed && rule.failures === 0) return;
  const failures = await retryOnConflict(undefined, async () => {
    const seen = await store.rule({ spaceId, automationId });
    if (!seen || seen.value.updatedAt !== savedAt) return 0;
    const next = failed ? seen.value.failures + 1 : 0;
    await store.commit((batch) => store.updateRule(batch, seen, { ...seen.value, failures: next }));
    return next;
  });
  if (failures < maxFailures) return;
  const detail = steps.find(({ reason }) => reason)?.reason;
  await suspend(deps, { spaceId, automationId, savedAt }, { reason: "keeps_failing", detail });
}
