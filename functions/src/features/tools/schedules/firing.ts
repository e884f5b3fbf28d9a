import type { ActionResult, ScheduleRun } from "@firecast/contract/automations/schedules";
import type { Consequence } from "../../../platform/actions/actionFailed.js";
import { minutes, toTimestamp } from "../../../platform/clock.js";
import { nextDue, nextOccurrence, type Recurrence } from "../../../platform/cron/occurrences.js";
import { derivedId } from "../../../platform/ids.js";
import type { Pending, StoredSchedule } from "./schema.js";

/** A firing is tried so often, if what fails may pass; after this long each time. */
const pauses = [minutes(1), minutes(2), minutes(4), minutes(8)];
/** Firings in a row that fail: then the schedule is suspended. */
const mostFailures = 5;
const mostMissed = 100;

/** Of an action: what became of it, and what is to become of it. */
export interface Attempted extends ActionResult {
  readonly consequence?: Consequence | undefined;
}

/** What is to be stored after a firing was tried. */
export interface Planned {
  readonly schedule: StoredSchedule;
  /** Where the firing is over. */
  readonly run?: ScheduleRun;
  /** What the owner has to be told, and when it was. */
  readonly alert?: { readonly event: "suspended" | "failed"; readonly reason: string };
}

/** The same firing has the same name, however often it is tried. */
export const firingId = (scheduleId: string, { scheduledFor }: Pick<Pending, "scheduledFor">): string =>
  derivedId("schedule", scheduleId, scheduledFor);

/** What becomes of a schedule whose pending firing was tried at `now`, ms. Pure, for any clock and any zone of the process. */
export function afterFiring(
  schedule: StoredSchedule,
  pending: Pending,
  attempted: readonly Attempted[],
  now: number,
): Planned {
  const tries = pending.tries + 1;
  const failed = attempted.find(({ outcome }) => outcome === "failed");
  const stopped = attempted.find(({ consequence }) => consequence === "stop");
  const pause = attempted.some(({ consequence }) => consequence === "retry") ? pauses[tries - 1] : undefined;
  const results = attempted.map(({ consequence: _, ...result }) => result);
  const isOff = !schedule.enabled || schedule.suspended !== undefined;
  if (pause !== undefined && !stopped && !isOff) {
    const dueAt = toTimestamp(now + pause);
    return { schedule: { ...schedule, pending: { ...pending, tries, results }, dueAt } };
  }

  const run: ScheduleRun = {
    id: firingId(schedule.id, pending),
    scheduledFor: pending.scheduledFor,
    finishedAt: toTimestamp(now),
    outcome: failed ? "failed" : "completed",
    tries,
    missed: missedBefore(schedule, pending, now),
    results,
  };
  const failures = failed ? schedule.failures + 1 : 0;
  const over = { ...withoutPending(schedule), failures, fired: schedule.fired + 1, lastRun: run };
  const reason = (stopped ?? failed)?.reason ?? "";
  if (isOff) return { schedule: over, run };
  if (schedule.cron === undefined) {
    return failed ? { schedule: over, run, alert: { event: "failed", reason } } : { schedule: over, run };
  }
  if (stopped || failures >= mostFailures) {
    const suspended = { at: run.finishedAt, reason };
    return { schedule: { ...over, suspended }, run, alert: { event: "suspended", reason } };
  }
  return {
    schedule: { ...over, ...nextFiring(schedule, Math.max(now, Date.parse(pending.scheduledFor))) },
    run,
  };
}

/** What a schedule waits for from `after` on, ms; nothing, where there is nothing any more. */
export function nextFiring(
  schedule: Pick<StoredSchedule, "id" | "cron" | "timeZone" | "at">,
  after: number,
): Pick<StoredSchedule, "pending" | "dueAt"> {
  const { id, at } = schedule;
  const recurrence = recurrenceOf(schedule);
  const once = at !== undefined && Date.parse(at) > after ? Date.parse(at) : undefined;
  const due = recurrence
    ? nextDue(id, recurrence, after)
    : once !== undefined && { occurrence: once, dueAt: once };
  if (!due) return {};
  return {
    pending: { scheduledFor: toTimestamp(due.occurrence), tries: 0, results: [] },
    dueAt: toTimestamp(due.dueAt),
  };
}

export function withoutPending(schedule: StoredSchedule): StoredSchedule {
  const { pending: _, dueAt: __, ...rest } = schedule;
  return rest;
}

export const recurrenceOf = ({
  cron,
  timeZone = "UTC",
}: Pick<StoredSchedule, "cron" | "timeZone">): Recurrence | undefined =>
  cron === undefined ? undefined : { cron, timeZone };

/** Occurrences after the one that was pending, until now: one firing stands for all of them. */
function missedBefore(schedule: StoredSchedule, { scheduledFor }: Pending, now: number): number {
  const recurrence = recurrenceOf(schedule);
  if (!recurrence) return 0;
  let missed = 0;
  for (let last = Date.parse(scheduledFor); missed < mostMissed; missed++) {
    const next = nextOccurrence(recurrence, last);
    if (next === undefined || next > now) break;
    last = next;
  }
  return missed;
}
