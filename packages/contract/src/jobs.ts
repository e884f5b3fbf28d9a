import { z } from "zod";
import { Segment, Timestamp } from "./core/ids.js";

/** What is done on a schedule. */
export const JobName = z.enum([
  "tool-lifecycle",
  "tool-automations",
  "sync-events",
  "setup-orchestration",
  "automations",
]);

/** How often something happened in a run, such as `done` and `failed` items. */
export const JobCounts = z.record(z.string(), z.int().nonnegative());

/**
 * What a call of a job is answered. `skipped`: another run of the job is under way, or the slot was done before; then
 * `runId` names that run. `continued`: the time was over, and a task does the rest.
 */
export const JobAnswer = z.object({
  runId: Segment,
  outcome: z.enum(["completed", "skipped", "continued"]),
  counts: JobCounts,
});

/** A run as operators see it; without `outcome` it is under way, or waits to be continued. */
export const JobRun = z.object({
  runId: Segment,
  job: JobName,
  /** The time that it was for. */
  slot: Timestamp,
  trigger: z.enum(["schedule", "http"]),
  startedAt: Timestamp,
  finishedAt: Timestamp.optional(),
  outcome: z.enum(["completed", "failed"]).optional(),
  counts: JobCounts,
  /** Slots before it that passed without a run. */
  missed: z.int().nonnegative(),
  /** How often it was begun: more than once if it was continued, or its process died. */
  attempts: z.int().positive(),
  /** The last thing that went wrong; items that failed are in `counts`. */
  error: z.string().optional(),
});

export const ListJobRuns = z.object({
  job: JobName.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(1000).optional(),
});

/** The newest first. */
export const JobRunPage = z.object({ items: z.array(JobRun), nextCursor: z.string().nullable() });

export type JobName = z.infer<typeof JobName>;
export type JobCounts = z.infer<typeof JobCounts>;
export type JobAnswer = z.infer<typeof JobAnswer>;
export type JobRun = z.infer<typeof JobRun>;
export type ListJobRuns = z.infer<typeof ListJobRuns>;
export type JobRunPage = z.infer<typeof JobRunPage>;
