import { toTimestamp } from "../../../platform/clock.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { AutomationsDeps } from "../deps.js";
import { noRules, withRule } from "../rules/awaited.js";
import type { RuleRef } from "../store.js";
import { tellOwners } from "./suspend.js";

/**
 * What becomes of rules that act in the name of a user whose account ends: the space keeps them, they fire no more, and name
 * no user. Safe to repeat.
 */
export async function forgetAuthor(deps: AutomationsDeps, uid: string): Promise<void> {
  for await (const refs of deps.store.rulesBy(uid)) {
    for (const ref of refs) await leave(deps, ref, uid);
  }
}

async function leave(deps: AutomationsDeps, ref: RuleRef, uid: string): Promise<void> {
  const { store, known, clock } = deps;
  await retryOnConflict(undefined, async () => {
    const { rule: seen, awaited } = await store.ruleAndAwaited(ref);
    if (seen?.value.authorId !== uid) return;
    const { authorId: _, dueAt: __, occurrence: ___, ...rest } = seen.value;
    const at = toTimestamp(clock.now());
    const suspended = rest.suspended ?? { reason: "author_not_owner" as const, at };
    const rule = { ...rest, suspended };
    if (!rest.suspended) await tellOwners(deps, rule, suspended);
    await store.commit((batch) => {
      store.updateRule(batch, seen, rule);
      store.putAwaited(batch, ref.spaceId, awaited, withRule(awaited?.value ?? noRules, rule));
    });
  });
  known.forget(ref.spaceId);
}
