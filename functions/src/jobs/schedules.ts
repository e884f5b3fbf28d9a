import type { JobName } from "@firecast/contract/jobs";
import { hours, minutes } from "../platform/clock.js";

/** When a job runs. Times are in UTC: no day has a slot twice or not at all. */
export interface Schedule {
  /** From one slot to the next, ms; slots are multiples of it since the epoch. A divisor of an hour, in minutes. */
  readonly everyMs: number;
  /** Slots longer ago than this that no process ran are not counted as missed, ms. */
  readonly catchUpMs: number;
}

export const schedules: Readonly<Record<JobName, Schedule>> = {
  "tool-lifecycle": { everyMs: minutes(15), catchUpMs: hours(24) },
  "tool-automations": { everyMs: minutes(1), catchUpMs: hours(1) },
  "sync-events": { everyMs: minutes(5), catchUpMs: hours(1) },
  "setup-orchestration": { everyMs: minutes(1), catchUpMs: hours(1) },
  automations: { everyMs: minutes(1), catchUpMs: hours(1) },
};

/** As Cloud Scheduler reads it (unix-cron). */
export const cronOf = ({ everyMs }: Schedule): string => `*/${everyMs / minutes(1)} * * * *`;

/** The slot of a time: the last one that has begun by then. */
export const slotAt = ({ everyMs }: Schedule, time: number): number => Math.floor(time / everyMs) * everyMs;

/** From one run of a schedule to its next, where nothing is due, ms. */
export const signOfLifeMs = hours(1);

/**
 * How many slots between the last run of a schedule, ms, and this one should have had a run: those in which something was
 * due already, and those that came too long after a run. A slot in which nothing is due leaves no trace.
 */
export function missedBetween(
  { everyMs, catchUpMs }: Schedule,
  last: number,
  slot: number,
  dueSince: number,
): number {
  const owed = Math.max(Math.min(dueSince, last + signOfLifeMs), last + everyMs, slot - catchUpMs + everyMs);
  return Math.max(0, Math.floor((slot - owed) / everyMs));
}

/** Basic form of ISO 8601: ids have no colons. */
const compact = (time: number): string => new Date(time).toISOString().replaceAll(/[-:.]/g, "");

/** The same slot is the same run, however often the scheduler asks for it. */
export const scheduledRunId = (job: JobName, slot: number): string => `${job}_${compact(slot)}`;

/** A call by HTTP has a slot of its own: the schedule's run comes all the same. */
export const calledRunId = (job: JobName, slot: number, id: string): string =>
  `${job}_${compact(slot)}_${id}`;
