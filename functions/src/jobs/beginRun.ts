import type { JobName } from "@firecast/contract/jobs";
import { type Clock, toTimestamp } from "../platform/clock.js";
import { isConflict } from "../platform/firestore/grpc.js";
import type { Versioned } from "../platform/firestore/versioned.js";
import type { Log } from "../platform/log.js";
import { decideStart, type Start, type Wanted } from "./decideStart.js";
import { keepLease, type Lease, leaseMs } from "./lease.js";
import type { OpenRun, StoredJob } from "./schema.js";
import { schedules } from "./schedules.js";
import type { JobsStore } from "./store.js";

export interface BeginDeps {
  readonly store: JobsStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** A run that this process holds the lease for. */
export interface Begun {
  readonly type: "begun";
  readonly run: OpenRun;
  readonly lease: Lease;
}

export type NotBegun = Extract<Start, { type: "skip" }>;

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
  const { store, clock } = deps;
  const { job, runId } = asked;
  const [seen, wanted] = await Promise.all([store.job(job), store.run(runId)]);
  const state = seen?.value ?? {};
  const open = state.openRun === undefined ? undefined : await store.run(state.openRun);
  const start = decideStart(schedules[job], {
    job: state,
    open,
    isDone: wanted !== undefined && wanted.runId !== open?.runId,
    wanted: asked,
    now: clock.now(),
  });
  switch (start.type) {
    case "skip":
      return start;
    case "resume":
      return resume(deps, seen, start);
    case "begin":
      return begin(deps, asked, seen, start.missed);
  }
}

async function resume(
  deps: BeginDeps,
  seen: Versioned<StoredJob> | undefined,
  { run, died }: Extract<Start, { type: "resume" }>,
): Promise<Begun> {
  const { store, clock, log } = deps;
  const { runId, job } = run;
  const resumed = { ...run, attempts: run.attempts + 1, deaths: run.deaths + (died ? 1 : 0) };
  const version = await store.commit((batch) => {
    store.putJob(batch, job, seen, { openRun: runId, leaseUntil: clock.now() + leaseMs });
    store.updateRun(batch, runId, { attempts: resumed.attempts, deaths: resumed.deaths });
  });
  log.info("job.resumed", { job, run: runId, died });
  return { type: "begun", run: resumed, lease: keepLease(deps, job, version) };
}

async function begin(
  deps: BeginDeps,
  { job, runId, slot, trigger }: Asked,
  seen: Versioned<StoredJob> | undefined,
  missed: number,
): Promise<Begun> {
  const { store, clock } = deps;
  const startedAt = toTimestamp(clock.now());
  const at = toTimestamp(slot);
  const run = { runId, job, slot: at, trigger, startedAt, counts: {}, missed, attempts: 1, deaths: 0 };
  const lastSlot = trigger === "schedule" ? { lastSlot: slot } : {};
  const version = await store.commit((batch) => {
    store.putJob(batch, job, seen, { ...lastSlot, openRun: runId, leaseUntil: clock.now() + leaseMs });
    store.createRun(batch, run);
  });
  return { type: "begun", run, lease: keepLease(deps, job, version) };
}
