import { z } from "zod";
import type { EventTrigger } from "@firecast/contract/automations/rules";
import type { JobCounts } from "@firecast/contract/jobs";
import { days, minutes, toTimestamp } from "../../../platform/clock.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { derivedId } from "../../../platform/ids.js";
import { duePages } from "../../../platform/jobs/duePages.js";
import type { Work, WorkItem } from "../../../platform/jobs/work.js";
import type { AutomationsDeps } from "../deps.js";
import { isOn } from "../rules/awaited.js";
import { missedWithin, type NextLook, nextTime } from "../rules/firstLook.js";
import { isAwaited } from "../rules/waiting.js";
import type { StoredRule } from "../schema.js";
import type { RuleRef } from "../store.js";
import { fire } from "./fire.js";
import { fireFor } from "./listen.js";

interface DueRule extends WorkItem {
  readonly ref: RuleRef;
}

const pages = duePages(z.tuple([z.string(), z.string()]), 100);

/**
 * What the job `automations` does: rules whose time has come fire, and those that wait for what is foreseen look at what is next. A rule
 * is due until its firing is over, as far as it comes: who goes on after a killed process finds the same rule, and the same
 * firing. Times that were missed fire once.
 */
export const dueRules = (deps: AutomationsDeps): Work<DueRule> => ({
  job: "automations",
  name: "rules",
  actWithinMs: 120_000,
  page: async ({ slot }, after) => {
    const { rows, next } = await pages(
      after,
      (from, limit) => deps.store.due(toTimestamp(slot), from, limit),
      ({ place }) => place,
    );
    const [first] = rows;
    const items = rows.map(({ ref }) => ({ id: `${ref.spaceId}/${ref.automationId}`, ref }));
    return { items, dueSince: first && Date.parse(first.place[0]), next };
  },
  ownersOf: async ({ ref }) => {
    const authorId = (await deps.store.rule(ref))?.value.authorId;
    return authorId === undefined ? [] : [authorId];
  },
  describe: async ({ ref }) => `The automation "${(await deps.store.rule(ref))?.value.name ?? "of a space"}"`,
  act: async ({ ref }, { slot }) => {
    const rule = (await deps.store.dueRule(ref))?.value;
    if (!rule || !isDue(rule, slot)) return {};
    return rule.trigger.type === "cron" ? fireAtTime(deps, ref, rule, slot) : look(deps, ref, rule, slot);
  },
});

type Due = StoredRule & { readonly dueAt: string };

const isDue = (rule: StoredRule, slot: number): rule is Due =>
  isOn(rule) && rule.dueAt !== undefined && Date.parse(rule.dueAt) <= slot;

async function fireAtTime(deps: AutomationsDeps, ref: RuleRef, rule: Due, slot: number): Promise<JobCounts> {
  const { id, trigger, occurrence: at = rule.dueAt, updatedAt } = rule;
  if (trigger.type !== "cron") return {};
  const cause = { event: "cron", id: derivedId("cron", id, at), at, facts: {} };
  await fire(deps, { ...ref, cause, isAwaited: (now) => now.updatedAt === updatedAt });
  await moveOn(deps, ref, rule, await nextTime({ id, trigger }, Math.max(slot, Date.parse(at))));
  return { fired: 1 };
}

/** How late an event may be put into the calendar before its start is not looked at any more, ms. */
const grace = minutes(2);
/** Happenings of one look; those that come after them are seen once the first ones are past. */
const atOneLook = 500;
/** What lies further ahead is looked at later. */
const farthest = days(30);

async function look(deps: AutomationsDeps, ref: RuleRef, rule: Due, slot: number): Promise<JobCounts> {
  const { trigger } = rule;
  const lookup = deps.lookups().find(({ kind }) => trigger.type === "event" && kind === trigger.event);
  const kind = trigger.type === "event" ? deps.happenings.find(trigger.event) : undefined;
  if (trigger.type !== "event" || !lookup || !kind) {
    await moveOn(deps, ref, rule, {});
    return {};
  }
  const span = kind.isForeseen ? foreseenSpan(rule, trigger, slot) : missedSpan(rule);
  const happenings = await lookup.between(ref.spaceId, { ...span, limit: atOneLook });
  const { conditions } = rule;
  const awaited = happenings.filter(({ facts }) => isAwaited({ trigger, conditions }, kind, facts));
  for (const happening of awaited) await fireFor(deps, ref, kind, happening);
  const next = kind.isForeseen ? { dueAt: await nextLook(lookup, ref, trigger, slot) } : {};
  await moveOn(deps, ref, rule, { ...next, lookedUntil: slot });
  return { looked: 1, fired: awaited.length };
}

const leadOf = ({ minutesBefore = 0 }: EventTrigger): number => minutes(minutesBefore);

/** What was seen before is seen again, as long as it is not past: an event may have been made, or moved, since. */
function foreseenSpan({ updatedAt, lookedUntil = 0 }: StoredRule, trigger: EventTrigger, slot: number) {
  return { after: Math.max(Date.parse(updatedAt), lookedUntil - grace), until: slot + leadOf(trigger) };
}

/** What has happened while other instances did not know the rule yet. */
function missedSpan({ updatedAt }: StoredRule) {
  const after = Date.parse(updatedAt);
  return { after, until: after + missedWithin };
}

async function nextLook(
  lookup: ReturnType<AutomationsDeps["lookups"]>[number],
  { spaceId }: RuleRef,
  trigger: EventTrigger,
  slot: number,
): Promise<string> {
  const after = slot + leadOf(trigger);
  const [first] = await lookup.between(spaceId, { after, until: after + farthest, limit: 1 });
  return toTimestamp(first ? Date.parse(first.at) - leadOf(trigger) : slot + farthest);
}

interface Next extends NextLook {
  readonly lookedUntil?: number;
}

/** Unless the rule was saved meanwhile, or something new is foreseen: then it is due as they say. */
async function moveOn(
  { store }: AutomationsDeps,
  ref: RuleRef,
  { dueAt, updatedAt }: Due,
  next: Next,
): Promise<void> {
  await retryOnConflict(undefined, async () => {
    const seen = await store.rule(ref);
    if (!seen || seen.value.dueAt !== dueAt || seen.value.updatedAt !== updatedAt) return;
    const { dueAt: _, occurrence: __, ...rest } = seen.value;
    await store.commit((batch) => store.updateRule(batch, seen, { ...rest, ...next }));
  });
}
