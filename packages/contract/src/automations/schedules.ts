import { z } from "zod";
import { Segment, Timestamp } from "../core/ids.js";
import { title } from "../core/text.js";
import { TimeZone } from "../core/timeZone.js";
import { Action, Actions } from "./actions.js";
import { Cron } from "./cron.js";

/** Schedules of one tool. */
export const maxSchedules = 20;

/** What became of one action; `reason` where it was not done. */
export const ActionResult = z.object({
  type: z.string(),
  outcome: z.enum(["done", "failed"]),
  reason: z.string().optional(),
});

/** A firing that is over: `completed` if all was done. */
export const ScheduleRun = z.object({
  id: Segment,
  /** The time that it was for. */
  scheduledFor: Timestamp,
  finishedAt: Timestamp,
  outcome: z.enum(["completed", "failed"]),
  /** How often it was tried. */
  tries: z.int().positive(),
  /** Times that passed before it without a firing: this one stands for them. At most 100 are counted. */
  missed: z.int().nonnegative(),
  /** In the order of the actions. */
  results: z.array(ActionResult),
});

/** What a tool does at a time, or again and again, in the name of its owner. */
export const Schedule = z.object({
  id: Segment,
  toolId: Segment,
  name: z.string().optional(),
  cron: z.string().optional(),
  timeZone: z.string().optional(),
  /** Once, then. */
  at: Timestamp.optional(),
  actions: z.array(Action),
  enabled: z.boolean(),
  createdBy: Segment,
  createdAt: Timestamp,
  /** `suspended`: it has failed, and fires no more until it is enabled again. `ended`: its one time has passed. */
  status: z.enum(["active", "disabled", "suspended", "ended"]),
  /** When it fires next, or is tried again. */
  nextAt: Timestamp.optional(),
  /** Since when, and why. */
  suspended: z.object({ at: Timestamp, reason: z.string() }).optional(),
  /** Firings in a row that failed. */
  failures: z.int().nonnegative(),
  lastRun: ScheduleRun.optional(),
});

/** `webhookSecret` signs its webhooks. It is shown here, and never again. */
export const NewSchedule = Schedule.extend({ webhookSecret: z.string().optional() });

/** Callers give a time in their own zone; everything else speaks UTC. */
const Time = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .pipe(Timestamp);

/** With `at`, a time to come: once. With `cron`: again and again, in `timeZone`, default UTC. */
export const CreateSchedule = z
  .strictObject({
    name: title(120).optional(),
    cron: Cron.optional(),
    timeZone: TimeZone.optional(),
    at: Time.optional(),
    actions: Actions,
    enabled: z.boolean().default(true),
  })
  .refine(({ cron, at }) => (cron === undefined) !== (at === undefined), {
    error: "give either a cron expression or a time",
  })
  .refine(({ cron, timeZone }) => timeZone === undefined || cron !== undefined, {
    error: "belongs to a cron expression",
    path: ["timeZone"],
  });

/** `enabled: true` also takes up again what was suspended. */
export const ChangeSchedule = z
  .strictObject({ name: title(120).optional(), enabled: z.boolean().optional() })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    error: "give a name, or whether it is enabled",
  });

/** The oldest first. */
export const SchedulePage = z.object({ items: z.array(Schedule), nextCursor: z.null() });
/** The newest first; the last 50 are kept, for 30 days. */
export const ScheduleRunPage = z.object({ items: z.array(ScheduleRun), nextCursor: z.null() });

export type ActionResult = z.infer<typeof ActionResult>;
export type ScheduleRun = z.infer<typeof ScheduleRun>;
export type Schedule = z.infer<typeof Schedule>;
export type NewSchedule = z.infer<typeof NewSchedule>;
export type CreateSchedule = z.infer<typeof CreateSchedule>;
export type ChangeSchedule = z.infer<typeof ChangeSchedule>;
export type SchedulePage = z.infer<typeof SchedulePage>;
export type ScheduleRunPage = z.infer<typeof ScheduleRunPage>;
