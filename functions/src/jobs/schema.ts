import { Timestamp as StoredTime } from "firebase-admin/firestore";
import { z } from "zod";
import { JobName, JobRun } from "@firecast/contract/jobs";
import { Segment } from "@firecast/contract/core/ids";

const Milliseconds = z.int().nonnegative();

/** A job: who runs it now, and how far it has come. Its version is the fencing token: each write of a run rests on it. */
export const StoredJob = z.object({
  /** Until then, ms since the epoch by the database's clock, a process runs it; absent if none does. */
  leaseUntil: Milliseconds.optional(),
  /** The run that has begun and not ended. */
  openRun: Segment.optional(),
  /** The last slot of the schedule that a run was begun for, ms since the epoch. */
  lastSlot: Milliseconds.optional(),
});
export type StoredJob = z.infer<typeof StoredJob>;

/** Where a run is. */
export const Checkpoint = z.object({
  /** The work that is under way; those before it are done. */
  work: z.string(),
  /** Where its page begins; absent for the first one. */
  after: z.string().optional(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

export const StoredRun = JobRun.extend({
  checkpoint: Checkpoint.optional(),
  /** The slot of the schedule that had the run before it, ms since the epoch; absent for the first one, and for a call by HTTP. */
  previousSlot: Milliseconds.optional(),
  /** Processes that died since the checkpoint. */
  deaths: z.int().nonnegative(),
  /** The item that is done alone, because a process has died at this page before. */
  doing: z.string().optional(),
  expireAt: z.instanceof(StoredTime),
});
export type StoredRun = z.infer<typeof StoredRun>;
export type OpenRun = Omit<StoredRun, "expireAt">;

/** An item that has failed. */
export const StoredFailure = z.object({
  job: JobName,
  work: z.string(),
  item: z.string(),
  /** Runs in which it has failed. */
  failures: z.int().positive(),
  reason: z.string(),
  /** No run tries it any more. */
  setAside: z.boolean(),
  /** An item that is gone is not met again: by then nothing is left of its failure. */
  expireAt: z.instanceof(StoredTime).optional(),
});
export type StoredFailure = z.infer<typeof StoredFailure>;
