import type { JobName } from "@firecast/contract/jobs";
import { type Clock, toTimestamp } from "../platform/clock.js";
import { isConflict } from "../platform/firestore/grpc.js";
import type { Log } from "../platform/log.js";
import type { Work } from "../platform/jobs/work.js";
import { decideSlot, decideStart, type Start, type Wanted } from "./decideStart.js";
import { keepLease, type Lease, leaseMs } from "./lease.js";
import { lookForWork } from "./lookForWork.js";
import type { OpenRun } from "./schema.js";
import { schedules } from "./schedules.js";
import type { JobsStore, ReadJob } from "./store.js";

export interface BeginDeps {
  readonly store: JobsStore;
  readonly works: readonly Work[];
  readonly clock: Clock;
  readonly log: Log;
}

/** A run that this process holds the lease for. */
export interface Begun {
  readonly type: "begun";
  readonly run: OpenRun;
  readonly lease: Lease;
}

export type NotBegun = Extract<Start, { type: "skip" }> | { readonly type: "idle" };

interface Asked extends Wanted {
  readonly job: JobName;
}

/** Of so many callers at once one wins each time; the others then see its lease. */
const attempts = 10;

/** Takes the job's lease and begins the run that is asked for, or the one that was not ended. */
export async function beginRun(deps: BeginDeps, asked: Asked): Promise<Begun | NotBegun> {
  for (let lost = 1; ; lost++) {
    try {
      return await attempt(deps, asked);
    } catch (error) {
      if (!isConflict(error) || lost === attempts) throw error;
    }
  }
}

/** @throws a conflict if another process was faster */
async function attempt(deps: BeginDeps, asked: Asked): Promise<Begun | NotBegun> {
  const { store } = deps;
  const { job, runId, slot, trigger } = asked;
  const read = await store.job(job);
  const state = read.seen?.value ?? {};
  const isNew = trigger === "schedule" && state.lastSlot !== undefined && slot > state.lastSlot;
  const [open, wanted] = await Promise.all([
    state.openRun === undefined ? undefined : store.run(state.openRun),
    isNew ? undefined : store.run(runId),
  ]);
  const isDone = wanted !== undefined && wanted.runId !== open?.runId;
  const start = decideStart({ job: state, open, isDone, wanted: asked, now: read.at });
  switch (start.type) {
    case "skip":
      return start;
    case "resume":
      return resume(deps, read, start);
    case "begin":
      return begin(deps, asked, read, { missed: 0 });
    case "look": {
      const { lastSlot: previousSlot } = start;
      const due = await lookForWork(deps, job, { id: runId, slot, previousSlot });
      const decided = decideSlot(schedules[job], { lastSlot: previousSlot, slot, due });
      if (decided.type === "idle") return decided;
      return begin(deps, asked, read, { missed: decided.missed, previousSlot });
    }
  }
}

async function resume(
  deps: BeginDeps,
  { seen, at }: ReadJob,
  { run, died }: Extract<Start, { type: "resume" }>,
): Promise<Begun> {
  const { store, clock, log } = deps;
  const { runId, job } = run;
  const resumed = { ...run, attempts: run.attempts + 1, deaths: run.deaths + (died ? 1 : 0) };
  const aheadMs = at - clock.now();
  const version = await store.commit((batch) => {
    store.putJob(batch, job, seen, { openRun: runId, leaseUntil: at + leaseMs });
    store.updateRun(batch, runId, { attempts: resumed.attempts, deaths: resumed.deaths });
  });
  log.info("job.resumed", { job, run: runId, died });
  return { type: "begun", run: resumed, lease: keepLease(deps, { job, version, aheadMs }) };
}

async function begin(
  deps: BeginDeps,
  { job, runId, slot, trigger }: Asked,
  { seen, at }: ReadJob,
  before: Pick<OpenRun, "missed" | "previousSlot">,
): Promise<Begun> {
  const { store, clock } = deps;
  const aheadMs = at - clock.now();
  const startedAt = toTimestamp(clock.now());
  const run = {
    runId,
    job,
    slot: toTimestamp(slot),
    trigger,
    startedAt,
    counts: {},
    ...before,
    attempts: 1,
    deaths: 0,
  };
  const lastSlot = trigger === "schedule" ? { lastSlot: slot } : {};
  const version = await store.commit((batch) => {
    store.putJob(batch, job, seen, { ...lastSlot, openRun: runId, leaseUntil: at + leaseMs });
    store.createRun(batch, run);
  });
  return { type: "begun", run, lease: keepLease(deps, { job, version, aheadMs }) };
}
