import type { RuleTrigger } from "@firecast/contract/automations/rules";
import { seconds, toTimestamp } from "../../../platform/clock.js";
import type { HappeningRegistry } from "../../../platform/happenings/happeningRegistry.js";
import type { Lookup } from "../../../platform/happenings/listener.js";
import type { StoredRule } from "../schema.js";

/** Instances that knew the space's rules before hear of this one by then. */
export const missedWithin = seconds(15);

/** When the job looks at a rule next, and for which time of the clock it fires then; nothing where it need not. */
export type NextLook = Pick<StoredRule, "dueAt" | "occurrence">;

/** The next time of a rule that goes by the clock. @throws what is no cron expression */
export async function nextTime(
  { id, trigger }: { readonly id: string; readonly trigger: RuleTrigger & { type: "cron" } },
  after: number,
): Promise<NextLook> {
  const { nextDue } = await import("../../../platform/cron/occurrences.js"); // nothing else needs what it loads
  const next = nextDue(id, trigger, after);
  return next ? { dueAt: toTimestamp(next.dueAt), occurrence: toTimestamp(next.occurrence) } : {};
}

interface Deps {
  readonly happenings: HappeningRegistry;
  readonly lookups: () => readonly Lookup[];
}

/**
 * When a rule that is saved now is first looked at by the job. One that goes by the clock: at its time. What is foreseen: at
 * once, to see what is next. Of the rest, what has happened while other instances did not know the rule yet is looked up
 * soon, once, and nothing after that.
 */
export async function firstLook(
  { happenings, lookups }: Deps,
  { id, trigger }: Pick<StoredRule, "id" | "trigger">,
  now: number,
): Promise<NextLook> {
  if (trigger.type === "cron") return nextTime({ id, trigger }, now);
  if (happenings.find(trigger.event)?.isForeseen) return { dueAt: toTimestamp(now) };
  if (!lookups().some(({ kind }) => kind === trigger.event)) return {};
  return { dueAt: toTimestamp(now + missedWithin) };
}
