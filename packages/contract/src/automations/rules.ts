import { z } from "zod";
import { Action, Actions } from "./actions.js";
import { Cron } from "./cron.js";
import { Segment, Timestamp } from "../core/ids.js";
import { prose, title } from "../core/text.js";
import { TimeZone } from "../core/timeZone.js";

/** Rules of one space. */
export const maxRules = 500;

/** A name of a fact, such as `message.text`. */
const FactName = z
  .string()
  .regex(/^[a-z]+(?:\.[a-zA-Z]+)+$/, "must be the name of a fact, such as message.text");

const texts = z.array(title(60)).min(1).max(10);

/**
 * What a text is compared with, whatever the case of its letters: it fits if one of these is found in it. These are texts,
 * not patterns: no character has a meaning of its own.
 */
export const TextMatch = z
  .strictObject({
    /** Whole words, or several in a row. */
    words: texts.optional(),
    /** Anywhere, also inside of a word. */
    phrases: texts.optional(),
    /** At the beginning. */
    prefixes: texts.optional(),
  })
  .refine((match) => Object.values(match).some((some) => some !== undefined), {
    error: "give words, phrases or prefixes",
  });

/** At these times, or some minutes after them: rules of a deployment do not all fire on the hour. */
export const CronTrigger = z.strictObject({
  type: z.literal("cron"),
  cron: Cron,
  timeZone: TimeZone.default("Etc/UTC"),
});

/** Something that happens in the space: `member_joined`, `message_posted`, `tool_milestone`, `event_starting`. */
export const EventTrigger = z.strictObject({
  type: z.literal("event"),
  event: z.string().max(64),
  /** Only where the text fits: of a message, what it says. */
  match: TextMatch.optional(),
  /** Of what is known before: so long before it happens. */
  minutesBefore: z.int().min(0).max(1440).optional(),
});

export const RuleTrigger = z.discriminatedUnion("type", [CronTrigger, EventTrigger]);

/** Compares a fact with a value. Texts are compared whatever the case of their letters. */
export const Condition = z.strictObject({
  fact: FactName,
  is: z.enum(["equal", "not_equal", "containing", "not_containing", "at_least", "at_most"]),
  value: z.union([prose(200), z.number()]),
});

/** All of them have to hold. */
const Conditions = z.array(Condition).max(10);

/** Why a rule fires no more until an owner saves it again. */
export const Suspension = z.object({
  reason: z.enum([
    /** The user in whose name it acts is no owner of the space any more. */
    "author_not_owner",
    /** An action of it was refused as it will be every time. */
    "action_refused",
    /** Firing after firing came to nothing. */
    "keeps_failing",
  ]),
  detail: z.string().optional(),
  at: Timestamp,
});

/** A rule of a space: what it waits for, what has to hold then, and what it does. */
export const Automation = z.object({
  id: Segment,
  spaceId: Segment,
  name: z.string(),
  trigger: RuleTrigger,
  conditions: z.array(Condition),
  actions: z.array(Action),
  enabled: z.boolean(),
  /** The owner who saved it last: it acts in their name and with their rights. Absent once their account is gone. */
  authorId: Segment.optional(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  suspended: Suspension.optional(),
  /** When it is looked at next, if that is known. */
  dueAt: Timestamp.optional(),
  lastFiredAt: Timestamp.optional(),
});

/**
 * Texts of actions may have variables, `{{member.name}}`: the facts of what happened. Their values stand there as they are,
 * and what is too long then is cut.
 */
export const CreateAutomation = z.strictObject({
  name: title(120),
  trigger: RuleTrigger,
  conditions: Conditions.default([]),
  actions: Actions,
  enabled: z.boolean().default(true),
});

/**
 * A rule that has just been saved. `secret`: what its webhooks are signed with (https://www.standardwebhooks.com), told once, when
 * the rule gets its first webhook.
 */
export const SavedAutomation = Automation.extend({ secret: z.string().optional() });

/** The owner who saves a rule is its author from then on. What was suspended goes on. */
export const ChangeAutomation = z
  .strictObject({
    name: title(120).optional(),
    trigger: RuleTrigger.optional(),
    conditions: Conditions.optional(),
    actions: Actions.optional(),
    enabled: z.boolean().optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    error: "give what is to be different",
  });

/** The newest first. */
export const ListAutomations = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(1000).optional(),
});
export const AutomationPage = z.object({ items: z.array(Automation), nextCursor: z.string().nullable() });

/** What a rule fired for. */
export const FiringCause = z.object({
  /** `cron`, or the name of what happened. */
  event: z.string(),
  /** What it happened to: a message, a tool, an event of the calendar. */
  id: Segment.optional(),
  at: Timestamp,
  /** How many rules lie between it and a user: 0 for what no rule has caused. */
  depth: z.int().nonnegative(),
});

export const FiringStep = z.object({
  type: z.string(),
  outcome: z.enum(["done", "failed", "retrying", "waiting"]),
  reason: z.string().optional(),
});

/** A firing of a rule. It is kept for 30 days. */
export const AutomationFiring = z.object({
  id: Segment,
  automationId: Segment,
  spaceId: Segment,
  cause: FiringCause,
  at: Timestamp,
  /** `cut`: it was not to be, for the reason that is given. */
  outcome: z.enum(["running", "completed", "failed", "cut"]),
  reason: z
    .enum([
      /** Rules have caused one another too often. */
      "depth",
      /** The rule has fired too often within an hour. */
      "rate",
      /** It was changed, switched off, suspended or removed before it was through. */
      "changed",
      "author_not_owner",
    ])
    .optional(),
  attempts: z.int().nonnegative(),
  steps: z.array(FiringStep),
  finishedAt: Timestamp.optional(),
});
export const FiringPage = z.object({ items: z.array(AutomationFiring), nextCursor: z.string().nullable() });

/** Facts to try a rule with; those that are left out are those of an example. */
export const DryRun = z.strictObject({
  facts: z
    .record(FactName, z.union([prose(4000), z.number()]))
    .refine((facts) => Object.keys(facts).length <= 50, "at most 50 facts")
    .default({}),
});

/** What a rule would do. Nothing is done, and nothing is counted. */
export const DryRunAnswer = z.object({
  /** Whether it would fire for these facts, as it is now. */
  fires: z.boolean(),
  /** Why not. */
  reasons: z.array(z.string()),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  conditions: z.array(z.object({ fact: z.string(), holds: z.boolean() })),
  /** In whose name, and whether that user may do it as things are now. */
  authorId: Segment.optional(),
  actions: z.array(z.object({ action: Action, allowed: z.boolean(), reason: z.string().optional() })),
});

export type TextMatch = z.infer<typeof TextMatch>;
export type RuleTrigger = z.infer<typeof RuleTrigger>;
export type EventTrigger = z.infer<typeof EventTrigger>;
export type Condition = z.infer<typeof Condition>;
export type Suspension = z.infer<typeof Suspension>;
export type SavedAutomation = z.infer<typeof SavedAutomation>;
export type Automation = z.infer<typeof Automation>;
export type CreateAutomation = z.infer<typeof CreateAutomation>;
export type ChangeAutomation = z.infer<typeof ChangeAutomation>;
export type ListAutomations = z.infer<typeof ListAutomations>;
export type AutomationPage = z.infer<typeof AutomationPage>;
export type FiringCause = z.infer<typeof FiringCause>;
export type FiringStep = z.infer<typeof FiringStep>;
export type AutomationFiring = z.infer<typeof AutomationFiring>;
export type FiringPage = z.infer<typeof FiringPage>;
export type DryRun = z.infer<typeof DryRun>;
export type DryRunAnswer = z.infer<typeof DryRunAnswer>;
