import type { Action } from "@firecast/contract/automations/actions";
import type { DryRun, DryRunAnswer } from "@firecast/contract/automations/rules";
import type { User } from "../../platform/auth/user.js";
import { toTimestamp } from "../../platform/clock.js";
import { type Facts, factOf } from "../../platform/happenings/happening.js";
import { type InvalidPart, notFound, Problem } from "../../platform/problems.js";
import type { AutomationsDeps } from "./deps.js";
import { isOwner } from "./firings/isOwner.js";
import { requireOwner } from "./requireOwner.js";
import { isOn } from "./rules/awaited.js";
import { holds } from "./rules/conditions.js";
import { decideFiring } from "./rules/decideFiring.js";
import { ownFacts } from "./rules/facts.js";
import { renderAction } from "./rules/renderAction.js";
import { fitsText } from "./rules/waiting.js";
import type { StoredRule } from "./schema.js";
import type { RuleRef } from "./store.js";

interface Asked extends RuleRef {
  readonly user: User;
  readonly tried: DryRun;
}

/** Says what a rule would do, with which texts and by whose rights. Does nothing, and writes nothing down. */
export async function dryRun(deps: AutomationsDeps, { user, tried, ...ref }: Asked): Promise<DryRunAnswer> {
  await requireOwner(deps, { user, spaceId: ref.spaceId });
  const seen = await deps.store.rule(ref);
  if (!seen) throw notFound();
  const rule = seen.value;
  const { spaceId, conditions, authorId } = rule;
  const facts = factsOf(deps, rule, tried);
  const reasons = await reasonsAgainst(deps, rule, facts);
  const actions = await Promise.all(
    rule.actions.map(async (action) => {
      const filled = renderAction(action, facts);
      if (filled.type === "unfit") return { action, allowed: false, reason: filled.reason };
      const author = { uid: authorId ?? "" };
      const reason = await refusalOf(deps, filled.action, { author, spaceId });
      return reason === undefined
        ? { action: filled.action, allowed: true }
        : { action: filled.action, allowed: false, reason };
    }),
  );
  return {
    fires: reasons.length === 0,
    reasons,
    facts,
    conditions: conditions.map((condition) => ({ fact: condition.fact, holds: holds(condition, facts) })),
    ...(authorId !== undefined && { authorId }),
    actions,
  };
}

/** @throws Problem `invalid_request` for facts that the rule does not know. */
function factsOf({ happenings, clock }: AutomationsDeps, rule: StoredRule, { facts }: DryRun): Facts {
  const kind = rule.trigger.type === "event" ? happenings.find(rule.trigger.event) : undefined;
  const known: Facts = { ...kind?.example, ...ownFacts(rule, toTimestamp(clock.now())) };
  const errors = Object.entries(facts).flatMap(([name, value]): InvalidPart[] => {
    const example = factOf(known, name);
    if (typeof example === typeof value) return [];
    const detail = example === undefined ? "is not known to this rule" : `must be a ${typeof example}`;
    return [{ in: "body", pointer: `/facts/${name}`, detail }];
  });
  if (errors.length > 0) throw new Problem("invalid_request", { errors: errors.slice(0, 20) });
  return { ...known, ...facts };
}

async function reasonsAgainst(deps: AutomationsDeps, rule: StoredRule, facts: Facts): Promise<string[]> {
  const { happenings, clock } = deps;
  const { trigger, conditions, recent, suspended, enabled } = rule;
  const kind = trigger.type === "event" ? happenings.find(trigger.event) : undefined;
  const decision = decideFiring({ depth: 0, recent, now: clock.now() });
  return [
    ...(enabled ? [] : ["It is switched off."]),
    ...(suspended ? [`It is suspended: ${suspended.reason}.`] : []),
    ...(isOn(rule) && !(await isOwner(deps, rule)) ? ["Its author is no owner of the space any more."] : []),
    ...(trigger.type === "event" && !kind ? [`Nothing tells of ${trigger.event} any more.`] : []),
    ...(trigger.type === "event" && kind && !fitsText(trigger, kind, facts)
      ? ["The text does not fit."]
      : []),
    ...conditions.flatMap((condition) =>
      holds(condition, facts) ? [] : [`The condition about ${condition.fact} does not hold.`],
    ),
    ...(decision.type === "cut" ? ["It has fired too often within the last hour."] : []),
  ];
}

/** Why the author may not do it as things are now. */
async function refusalOf(
  { performer }: AutomationsDeps,
  action: Action,
  authored: { author: { uid: string }; spaceId: string },
): Promise<string | undefined> {
  try {
    await performer.check([action], authored);
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const [part] = error.document().errors ?? [];
    return part?.detail ?? error.message;
  }
}
