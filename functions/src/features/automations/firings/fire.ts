import { Timestamp as StoredTime } from "firebase-admin/firestore";
import type { FiringCause, FiringStep } from "@firecast/contract/automations/rules";
import { days, hours, toTimestamp } from "../../../platform/clock.js";
import { isConflict } from "../../../platform/firestore/grpc.js";
import { createdNow } from "../../../platform/firestore/ignoreConflict.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import type { Happening } from "../../../platform/happenings/happening.js";
import { derivedId } from "../../../platform/ids.js";
import type { AutomationsDeps } from "../deps.js";
import { isOn } from "../rules/awaited.js";
import { decideFiring } from "../rules/decideFiring.js";
import { ownFacts } from "../rules/facts.js";
import { renderAction } from "../rules/renderAction.js";
import type { StoredFiring, StoredRule } from "../schema.js";
import type { RuleRef } from "../store.js";
import { perform } from "./perform.js";

/** What a rule fires for. A rule that goes by the clock fires for a time. */
export type Cause = Pick<Happening, "id" | "at" | "about" | "depth" | "facts"> & { readonly event: string };

export interface Fire extends RuleRef {
  readonly cause: Cause;
  /** Whether the rule, as it is now, still waits for that. */
  isAwaited(rule: StoredRule): boolean;
}

const keptFor = days(30);

/**
 * Fires a rule for a cause, once: the firing's id is derived from both, and who comes second goes on with it unless it is over. A
 * failed action is tried again later; what is thrown is trouble of ours.
 */
export async function fire(deps: AutomationsDeps, asked: Fire): Promise<void> {
  const begun = await deps.inTurn(`${asked.spaceId}/${asked.automationId}`, () => begin(deps, asked));
  if (begun) await perform(deps, begun.firing, begun.rule);
}

interface Begun {
  readonly firing: Versioned<StoredFiring>;
  /** As the firing's own commit has found it; undefined for a firing that was begun before. */
  readonly rule?: StoredRule;
}

/** @throws a conflict with another instance that writes the rule */
async function begin(deps: AutomationsDeps, asked: Fire): Promise<Begun | undefined> {
  const { store, clock, known } = deps;
  const { automationId, cause } = asked;
  const id = derivedId("firing", automationId, cause.id);
  if (known.isSpent(automationId)) return running(await store.firing(asked, id));
  const seen = await store.rule(asked);
  if (!seen || !isOn(seen.value) || !asked.isAwaited(seen.value))
    return running(await store.firing(asked, id));
  const rule = seen.value;
  const now = clock.now();
  const decision = decideFiring({ depth: cause.depth ?? 0, recent: rule.recent, now });
  if (decision.type === "cut") {
    const earlier = await store.firing(asked, id);
    if (earlier) return running(earlier);
    if (decision.reason === "rate") known.spentUntil(automationId, decision.until);
    // A flood of messages is no flood of documents: of cuts for their number, one an hour is written down.
    const of =
      decision.reason === "rate" ? derivedId("cut", automationId, String(Math.floor(now / hours(1)))) : id;
    const cut = { ...firingOf(rule, of, cause, now), outcome: "cut", reason: decision.reason } as const;
    const { actions: _, ...record } = { ...cut, steps: [], finishedAt: cut.at };
    await createdNow(store.commit((batch) => store.createFiring(batch, record)));
    return undefined;
  }
  const firing = firingOf(rule, id, cause, now);
  try {
    const version = await store.commitVersion((batch) => {
      store.createFiring(batch, firing);
      const fired = { recent: [...decision.recent], lastFiredAt: firing.at };
      store.updateRule(batch, seen, { ...rule, ...fired });
    });
    return { firing: { value: firing, version }, rule };
  } catch (error) {
    if (!isConflict(error)) throw error;
    const earlier = await store.firing(asked, id);
    if (!earlier) throw error;
    return running(earlier);
  }
}

const running = (firing: Versioned<StoredFiring> | undefined): Begun | undefined =>
  firing?.value.outcome === "running" ? { firing } : undefined;

function firingOf(rule: StoredRule, id: string, cause: Cause, now: number): StoredFiring {
  const { id: automationId, spaceId, updatedAt } = rule;
  const at = toTimestamp(now);
  const facts = { ...cause.facts, ...ownFacts(rule, at) };
  const rendered = rule.actions.map((action) => ({ type: action.type, filled: renderAction(action, facts) }));
  const { event, about, depth = 0 } = cause;
  const told: FiringCause = { event, ...(about !== undefined && { id: about }), at: cause.at, depth };
  return {
    id,
    automationId,
    spaceId,
    cause: told,
    at,
    outcome: "running",
    attempts: 0,
    steps: rendered.map(({ type, filled }): FiringStep =>
      filled.type === "action"
        ? { type, outcome: "waiting" }
        : { type, outcome: "failed", reason: filled.reason },
    ),
    savedAt: updatedAt,
    actions: rendered.map(({ filled }) => (filled.type === "action" ? filled.action : null)),
    expireAt: StoredTime.fromMillis(now + keptFor),
  };
}
