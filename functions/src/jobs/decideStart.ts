import { missedBetween, type Schedule, signOfLifeMs } from "./schedules.js";
import type { OpenRun, StoredJob } from "./schema.js";

/** What a call asks for. */
export interface Wanted {
  readonly runId: string;
  /** ms since the epoch */
  readonly slot: number;
  readonly trigger: OpenRun["trigger"];
}

export type Start =
  | { readonly type: "skip"; readonly reason: "running" | "done" | "passed"; readonly runId: string }
  /** A run that waits to be continued, or whose process died, comes first. */
  | { readonly type: "resume"; readonly run: OpenRun; readonly died: boolean }
  | { readonly type: "begin" }
  /** A slot of the schedule that comes after this one: whether it has a run depends on what is due. */
  | { readonly type: "look"; readonly lastSlot: number };

/** What is known of a job when a call comes. */
export interface Seen {
  readonly job: StoredJob;
  /** The run that was begun and not ended. */
  readonly open: OpenRun | undefined;
  /** Whether the run that is asked for has ended. */
  readonly isDone: boolean;
  readonly wanted: Wanted;
  readonly now: number;
}

/** What becomes of a call: one run of a job at a time, each slot once, and what was begun is ended before anything new. */
export function decideStart({ job, open, isDone, wanted, now }: Seen): Start {
  const { leaseUntil, lastSlot } = job;
  const { runId, slot, trigger } = wanted;
  if (leaseUntil !== undefined && leaseUntil > now)
    return { type: "skip", reason: "running", runId: open?.runId ?? runId };
  if (isDone) return { type: "skip", reason: "done", runId };
  if (open) return { type: "resume", run: open, died: leaseUntil !== undefined };
  if (trigger === "http" || lastSlot === undefined) return { type: "begin" };
  if (slot <= lastSlot) return { type: "skip", reason: "passed", runId };
  return { type: "look", lastSlot };
}

/** Something is due, since then (ms since the epoch). */
export interface Due {
  readonly since: number;
}

interface Looked {
  readonly lastSlot: number;
  readonly slot: number;
  /** Undefined where nothing is due. */
  readonly due: Due | undefined;
}

/**
 * A slot without anything to do has no run, and leaves no trace: looking is all that it costs. Once in a while it has one
 * nevertheless, so that a schedule that has ended can be told from one that finds nothing to do.
 */
export function decideSlot(
  schedule: Schedule,
  { lastSlot, slot, due }: Looked,
): { readonly type: "idle" } | { readonly type: "begin"; readonly missed: number } {
  if (!due && slot - lastSlot < signOfLifeMs) return { type: "idle" };
  return { type: "begin", missed: missedBetween(schedule, lastSlot, slot, due?.since ?? slot) };
}
