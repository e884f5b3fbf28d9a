import type { WriteBatch } from "firebase-admin/firestore";
import type { Action } from "@firecast/contract/automations/actions";
import type { FiringStep } from "@firecast/contract/automations/rules";
import { automationChannel } from "@firecast/contract/automation";
import { channelOf } from "@firecast/contract/core/channel";
import { failureOf } from "../../../platform/actions/actionFailed.js";
import { toTimestamp } from "../../../platform/clock.js";
import { ignoreConflict } from "../../../platform/firestore/ignoreConflict.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { derivedId } from "../../../platform/ids.js";
import type { AutomationsDeps } from "../deps.js";
import { isOn } from "../rules/awaited.js";
import type { StoredFiring, StoredRule } from "../schema.js";
import { isOwner } from "./isOwner.js";
import { noteOutcome } from "./noteOutcome.js";
import { retryAfter, retryWakeUp } from "./retry.js";
import { suspend } from "./suspend.js";

/**
 * Does what is left of a firing. Safe to repeat, also at the same time: each action has a key of its own, and has one effect.
 * What may succeed later is put off.
 */
export async function perform(
  deps: AutomationsDeps,
  seen: Versioned<StoredFiring>,
  justRead?: StoredRule,
): Promise<void> {
  const firing = seen.value;
  const rule = justRead ?? (await deps.store.rule(firing))?.value;
  if (!rule || !isOn(rule) || rule.updatedAt !== firing.savedAt || rule.authorId === undefined) {
    return finish(deps, seen, { ...firing, outcome: "cut", reason: "changed" }, undefined);
  }
  const actor = { author: { uid: rule.authorId }, secret: rule.secret };
  if (!(await isOwner(deps, rule))) {
    await suspend(deps, firing, { reason: "author_not_owner" });
    return finish(deps, seen, { ...firing, outcome: "cut", reason: "author_not_owner" }, rule);
  }
  const done = await performSteps(deps, firing, actor);
  const next = { ...firing, attempts: firing.attempts + 1, steps: done.steps };
  const wait = done.steps.some(({ outcome }) => outcome === "retrying")
    ? retryAfter(next.attempts)
    : undefined;
  if (wait !== undefined) {
    await putOff(deps, seen, next, wait);
    return;
  }
  if (done.stopped !== undefined)
    await suspend(deps, firing, { reason: "action_refused", detail: done.stopped });
  const steps = done.steps.map(givenUp);
  const outcome = steps.every((step) => step.outcome === "done") ? "completed" : "failed";
  return finish(deps, seen, { ...next, steps, outcome }, rule);
}

/** What was tried for the last time has failed. */
const givenUp = (step: FiringStep): FiringStep =>
  step.outcome === "retrying" ? { ...step, outcome: "failed" } : step;

/** In whose name it is done, and with what it is signed. */
interface Actor {
  readonly author: { readonly uid: string };
  readonly secret: string | undefined;
}

interface Performed {
  readonly steps: FiringStep[];
  /** Why an action will never be done, if one will not. */
  readonly stopped: string | undefined;
}

/** One after the other. One that fails stops no other. */
async function performSteps(deps: AutomationsDeps, firing: StoredFiring, actor: Actor): Promise<Performed> {
  const steps: FiringStep[] = [];
  let stopped: string | undefined;
  for (const [index, step] of firing.steps.entries()) {
    const action = firing.actions?.[index];
    if (!action || step.outcome === "done" || step.outcome === "failed") {
      steps.push(step);
      continue;
    }
    const result = await performOne(deps, firing, { action, index, actor });
    steps.push(result.step);
    stopped ??= result.stopped;
  }
  return { steps, stopped };
}

interface OneOf {
  readonly action: Action;
  readonly index: number;
  readonly actor: Actor;
}

async function performOne(
  { performer }: AutomationsDeps,
  { id, automationId, spaceId, cause, at }: StoredFiring,
  { action, index, actor: { author, secret } }: OneOf,
): Promise<{ step: FiringStep; stopped?: string }> {
  const { type } = action;
  try {
    await performer.perform(action, {
      automation: { type: "automation", id: automationId },
      author,
      spaceId,
      key: derivedId("automation", id, String(index)),
      at: Date.parse(at),
      depth: cause.depth + 1,
      secret,
    });
    return { step: { type, outcome: "done" } };
  } catch (error) {
    const { message: reason, consequence } = failureOf(error);
    switch (consequence) {
      case "retry":
        return { step: { type, outcome: "retrying", reason } };
      case "skip":
        return { step: { type, outcome: "failed", reason } };
      case "stop":
        return { step: { type, outcome: "failed", reason }, stopped: reason };
    }
  }
}

async function putOff(
  { store, wakeUps, clock }: AutomationsDeps,
  seen: Versioned<StoredFiring>,
  next: StoredFiring,
  wait: number,
): Promise<void> {
  await wakeUps.schedule(retryWakeUp(next, clock.now() + wait));
  await ignoreConflict(store.commit((batch) => store.updateFiring(batch, seen, next)));
}

/** The end of a firing, and the event that tells its author, are one commit. Of two that end it at once one does. */
async function finish(
  deps: AutomationsDeps,
  seen: Versioned<StoredFiring>,
  ended: StoredFiring,
  rule: StoredRule | undefined,
): Promise<void> {
  const { store, publisher, clock } = deps;
  const finishedAt = toTimestamp(clock.now());
  const { actions: _, ...record } = { ...ended, finishedAt };
  const writes = (batch: WriteBatch): void => store.updateFiring(batch, seen, record);
  if (!rule || rule.authorId === undefined) return void (await ignoreConflict(store.commit(writes)));
  const status = ended.outcome === "completed" ? "completed" : "failed";
  const data = {
    pipelineId: ended.id,
    stage: rule.name,
    status,
    progress: 100,
    message: ended.reason ?? ended.steps.find(({ reason }) => reason)?.reason ?? "",
    timestamp: finishedAt,
  } as const;
  const appended = await ignoreConflict(
    publisher.append({
      channel: channelOf(automationChannel, { uid: rule.authorId }),
      events: [{ type: "automation:pipeline_status", data }],
      writes,
    }),
  );
  if (appended && ended.outcome !== "cut") await noteOutcome(deps, ended, rule);
}
