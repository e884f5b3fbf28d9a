import type { Action } from "@firecast/contract/automations/actions";
import type { Condition, RuleTrigger, TextMatch } from "@firecast/contract/automations/rules";
import { type Facts, factOf, type HappeningKind } from "../../../platform/happenings/happening.js";
import type { HappeningRegistry } from "../../../platform/happenings/happeningRegistry.js";
import type { InvalidPart } from "../../../platform/problems.js";
import { exampleFacts } from "./facts.js";
import { wordsOf } from "./matchText.js";
import { variablesIn } from "./renderAction.js";

export interface RuleDraft {
  readonly trigger: RuleTrigger;
  readonly conditions: readonly Condition[];
  readonly actions: readonly Action[];
}

const invalid = (pointer: string, detail: string): InvalidPart => ({ in: "body", pointer, detail });

/** What of a rule can never be: times that never come, things that never happen, facts that are never known. */
export async function faultsOf(
  { trigger, conditions, actions }: RuleDraft,
  happenings: HappeningRegistry,
  now: number,
): Promise<InvalidPart[]> {
  const kind = trigger.type === "event" ? happenings.find(trigger.event) : undefined;
  if (trigger.type === "event" && !kind) {
    const names = happenings.kinds.map(({ name }) => name).join(", ");
    return [invalid("/trigger/event", `must be one of ${names}`)];
  }
  const facts = exampleFacts(kind);
  return [
    ...(await faultsOfTrigger(trigger, kind, now)),
    ...conditions.flatMap((condition, at) => faultsOfCondition(condition, `/conditions/${at}`, facts)),
    ...actions.flatMap((action, at) => faultsOfTexts(action, `/actions/${at}`, facts)),
  ];
}

async function faultsOfTrigger(
  trigger: RuleTrigger,
  kind: HappeningKind | undefined,
  now: number,
): Promise<InvalidPart[]> {
  if (trigger.type === "cron") return faultsOfCron(trigger.cron, trigger.timeZone, now);
  const { match, minutesBefore } = trigger;
  const faults: InvalidPart[] = [];
  if (match && kind?.text === undefined) {
    faults.push(invalid("/trigger/match", `nothing is said in ${trigger.event}`));
  }
  if (minutesBefore !== undefined && !kind?.isForeseen) {
    faults.push(invalid("/trigger/minutesBefore", `${trigger.event} is not known before`));
  }
  return [...faults, ...faultsOfMatch(match)];
}

const faultsOfMatch = ({ words = [] }: TextMatch = {}): InvalidPart[] =>
  words.flatMap((word, at) =>
    wordsOf(word) === ""
      ? invalid(`/trigger/match/words/${at}`, "has no letter and no digit: look for it among phrases")
      : [],
  );

async function faultsOfCron(cron: string, timeZone: string, now: number): Promise<InvalidPart[]> {
  try {
    const { nextOccurrence } = await import("../../../platform/cron/occurrences.js");
    const next = nextOccurrence({ cron, timeZone }, now);
    return next === undefined ? [invalid("/trigger/cron", "never comes")] : [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : "cannot be read";
    return [invalid("/trigger/cron", reason.replace(/^CronPattern: /, ""))];
  }
}

function faultsOfCondition({ fact, is, value }: Condition, place: string, facts: Facts): InvalidPart[] {
  const known = factOf(facts, fact);
  if (known === undefined) return [invalid(`${place}/fact`, unknown(fact, facts))];
  const wantsNumber = is === "at_least" || is === "at_most";
  if (wantsNumber && typeof known !== "number") return [invalid(`${place}/is`, `${fact} is no number`)];
  if (typeof value !== typeof known) return [invalid(`${place}/value`, `must be a ${typeof known}`)];
  return [];
}

const faultsOfTexts = (action: Action, place: string, facts: Facts): InvalidPart[] =>
  variablesIn(action).flatMap(({ pointer, name }) =>
    factOf(facts, name) === undefined ? invalid(`${place}${pointer}`, unknown(name, facts)) : [],
  );

const unknown = (name: string, facts: Facts): string =>
  `${name} is not known here; what is: ${Object.keys(facts).join(", ")}`;
