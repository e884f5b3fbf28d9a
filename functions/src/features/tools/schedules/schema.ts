import { z } from "zod";
import { Actions } from "@firecast/contract/automations/actions";
import { ActionResult, Schedule, ScheduleRun } from "@firecast/contract/automations/schedules";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { storedJson } from "../../../platform/firestore/storedJson.js";

/** The next firing of a schedule, as far as it has come. */
export const Pending = z.object({
  /** The time that it is for: with the schedule's id this names the firing. */
  scheduledFor: Timestamp,
  /** How often it was tried without being done. */
  tries: z.int().nonnegative(),
  /** What became of its actions when it was tried last. */
  results: z.array(ActionResult),
});
export type Pending = z.infer<typeof Pending>;

export const StoredSchedule = Schedule.omit({ status: true, nextAt: true }).extend({
  actions: storedJson(Actions),
  /** Absent where it fires no more. */
  pending: Pending.optional(),
  /** When the pending firing is due, with its jitter, or to be tried again. */
  dueAt: Timestamp.optional(),
  /** What its webhooks are signed with. */
  secret: z.string().optional(),
  /** Firings that are over. */
  fired: z.int().nonnegative(),
});
export type StoredSchedule = z.infer<typeof StoredSchedule>;

export const StoredRun = ScheduleRun.extend({ number: z.int().nonnegative() });

/** The ids of a tool's schedules, the oldest first. */
export const ScheduleList = z.object({ ids: z.array(Segment) });
