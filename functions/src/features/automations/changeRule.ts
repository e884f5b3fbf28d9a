import type { ChangeAutomation, SavedAutomation } from "@firecast/contract/automations/rules";
import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { notFound } from "../../platform/problems.js";
import { checkDraft } from "./checkDraft.js";
import type { AutomationsDeps } from "./deps.js";
import { requireOwner } from "./requireOwner.js";
import { noRules, requireRoom, withoutRule, withRule } from "./rules/awaited.js";
import { firstLook } from "./rules/firstLook.js";
import type { StoredRule } from "./schema.js";
import { secretFor } from "./secretFor.js";
import { saved } from "./shown.js";
import type { RuleRef } from "./store.js";

interface OfRule<Result> extends Call<Result>, RuleRef {}

/**
 * Saves a rule anew. The owner who does so is its author from then on: no owner makes another's rights do something else. A
 * rule that was suspended goes on.
 */
export async function changeRule(
  deps: AutomationsDeps,
  { user, request, ...ref }: OfRule<SavedAutomation>,
  change: ChangeAutomation,
): Promise<SavedAutomation> {
  const { store, limits, known, clock } = deps;
  const { spaceId } = ref;
  await requireOwner(deps, { user, spaceId });
  await limits.take(user.uid, channelOf(spaceChannel, { spaceId }));

  return retryOnConflict(request, async () => {
    const { rule: seen, awaited } = await store.ruleAndAwaited(ref);
    if (!seen) throw notFound();
    const { suspended: _, dueAt: __, occurrence: ___, lookedUntil: ____, secret, ...before } = seen.value;
    const { name = before.name, enabled = before.enabled } = change;
    const { trigger = before.trigger, conditions = before.conditions, actions = before.actions } = change;
    // What cannot work any more can still be switched off.
    if (enabled) await checkDraft(deps, { trigger, conditions, actions }, { author: user, spaceId });
    const now = clock.now();
    const next = enabled ? await firstLook(deps, { id: before.id, trigger }, now) : {};
    const rule: StoredRule = {
      ...before,
      name,
      trigger,
      conditions,
      actions,
      enabled,
      authorId: user.uid,
      updatedAt: laterThan(before.updatedAt, now),
      failures: 0,
      ...next,
      ...(await secretFor(deps, actions, secret)),
    };
    const waiting = requireRoom(withRule(awaited?.value ?? noRules, rule));
    await store.commit((batch) => {
      store.updateRule(batch, seen, rule);
      store.putAwaited(batch, spaceId, awaited, waiting);
      request?.record(batch, saved(rule, seen.value));
    });
    known.forget(spaceId);
    return saved(rule, seen.value);
  });
}

/** Each save has a time of its own: firings of an earlier one go no further. */
const laterThan = (earlier: string, now: number): string =>
  toTimestamp(Math.max(now, Date.parse(earlier) + 1));

/** Takes a rule away. What it has done stays; its firings are kept for their time, and are not shown. */
export async function removeRule(
  deps: AutomationsDeps,
  { user, request, ...ref }: OfRule<void>,
): Promise<void> {
  const { store, limits, known } = deps;
  const { spaceId, automationId } = ref;
  await requireOwner(deps, { user, spaceId });
  await limits.take(user.uid, channelOf(spaceChannel, { spaceId }));
  await retryOnConflict(request, async () => {
    const { rule: seen, awaited } = await store.ruleAndAwaited(ref);
    if (!seen) throw notFound();
    await store.commit((batch) => {
      store.deleteRule(batch, seen);
      store.putAwaited(batch, spaceId, awaited, withoutRule(awaited?.value ?? noRules, automationId));
      request?.record(batch, undefined);
    });
    known.forget(spaceId);
  });
}
