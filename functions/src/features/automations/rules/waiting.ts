import type { Condition, EventTrigger } from "@firecast/contract/automations/rules";
import { type Facts, factOf, type HappeningKind } from "../../../platform/happenings/happening.js";
import { holds } from "./conditions.js";
import { fits } from "./matchText.js";

/** What a rule waits for, as far as it can be decided from what happened. */
export interface Waiting {
  readonly trigger: EventTrigger;
  readonly conditions: readonly Condition[];
}

/** Whether this is what a rule waits for. */
export function isAwaited({ trigger, conditions }: Waiting, kind: HappeningKind, facts: Facts): boolean {
  return fitsText(trigger, kind, facts) && conditions.every((condition) => holds(condition, facts));
}

export function fitsText({ match }: EventTrigger, { text }: HappeningKind, facts: Facts): boolean {
  if (!match) return true;
  const said = text === undefined ? undefined : factOf(facts, text);
  return said !== undefined && fits(String(said), match);
}
