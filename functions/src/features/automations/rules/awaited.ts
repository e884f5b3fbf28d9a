import type { Automation, EventTrigger } from "@firecast/contract/automations/rules";
import { Problem } from "../../../platform/problems.js";
import type { StoredAwaited } from "../schema.js";
import type { Waiting } from "./waiting.js";

export const noRules: StoredAwaited = { rules: 0, waiting: {} };

/** A document of Firestore has at most 1 MiB. */
const maxBytes = 900_000;

/** @throws Problem `conflict` where the rules of a space wait for too much. */
export function requireRoom(awaited: StoredAwaited): StoredAwaited {
  if (Buffer.byteLength(JSON.stringify(awaited.waiting)) <= maxBytes) return awaited;
  const detail = "The rules of this space compare too many texts. Shorten or remove some.";
  throw new Problem("conflict", { detail });
}

/** Whether a rule fires at all, as it is now. */
export const isOn = ({ enabled, suspended, authorId }: Automation): boolean =>
  enabled && suspended === undefined && authorId !== undefined;

/** With this rule as it is now. `isNew`: it was not there before. */
export function withRule(
  { rules, waiting }: StoredAwaited,
  rule: Automation,
  { isNew = false } = {},
): StoredAwaited {
  const { [rule.id]: _, ...others } = waiting;
  const { trigger, conditions } = rule;
  const own = trigger.type === "event" && isOn(rule) ? { [rule.id]: { trigger, conditions } } : {};
  return { rules: rules + (isNew ? 1 : 0), waiting: { ...others, ...own } };
}

export function withoutRule({ rules, waiting }: StoredAwaited, id: string): StoredAwaited {
  const { [id]: _, ...others } = waiting;
  return { rules: Math.max(0, rules - 1), waiting: others };
}

/** The rules that wait for a kind of happenings. */
export const waitingFor = (
  { waiting }: StoredAwaited,
  event: EventTrigger["event"],
): (readonly [id: string, waiting: Waiting])[] =>
  Object.entries(waiting).filter(([, { trigger }]) => trigger.event === event);
