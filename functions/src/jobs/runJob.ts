import { setTimeout as delay } from "node:timers/promises";
import { FieldValue } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import type { JobAnswer, JobName } from "@firecast/contract/jobs";
import { systemChannel } from "@firecast/contract/system";
import { type Clock, toTimestamp } from "../platform/clock.js";
import type { Writes } from "../platform/firestore/commit.js";
import type { IdempotentRequest } from "../platform/firestore/idempotency.js";
import type { Run } from "../platform/jobs/work.js";
import type { Log } from "../platform/log.js";
import type { Publisher } from "../realtime/index.js";
import { type BeginDeps, beginRun, type Begun } from "./beginRun.js";
import type { Wanted } from "./decideStart.js";
import { knownFailures } from "./failures.js";
import { LeaseLost } from "./lease.js";
import type { OpenRun } from "./schema.js";
import { type Care, type Progress, workThrough } from "./workThrough.js";

export interface JobsDeps extends BeginDeps {
  readonly publisher: Pick<Publisher, "append">;
  readonly failures: Omit<Parameters<typeof knownFailures>[0], "store" | "clock" | "log">;
  /** Has a task continue the run. Never rejects: the next slot continues it too. */
  continueLater(run: OpenRun): Promise<void>;
  /** Aborts when the instance ends. */
  readonly closing: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Asked extends Wanted {
  readonly job: JobName;
  /** How long the caller can wait, ms: at 80 % of it nothing new is begun. */
  readonly budgetMs: number;
  /** When the caller needs an answer, ms, whatever is under way then. Default: when that has ended. */
  readonly answerWithinMs?: number;
  readonly request?: IdempotentRequest<JobAnswer> | undefined;
}

/** Runs a job: first what was begun and not ended, then the run that is asked for. */
export async function runJob(deps: JobsDeps, asked: Asked): Promise<JobAnswer> {
  const begunAt = deps.clock.now();
  const until = begunAt + 0.8 * asked.budgetMs;
  const answerBy = begunAt + (asked.answerWithinMs ?? Infinity);
  for (;;) {
    const begun = await beginRun(deps, asked);
    if (begun.type === "idle") return { runId: asked.runId, outcome: "completed", counts: {} };
    if (begun.type === "skip") {
      deps.log.info("job.skipped", { job: asked.job, run: begun.runId, reason: begun.reason });
      return { runId: begun.runId, outcome: "skipped", counts: {} };
    }
    const { runId } = begun.run;
    const answer = await goOn(deps, begun, { ...asked, until, answerBy }).catch((error: unknown) => {
      if (!(error instanceof LeaseLost)) throw error;
      deps.log.warn("job.lease_lost", { run: runId });
      return { runId, outcome: "continued", counts: {} } as const;
    });
    if (runId === asked.runId || answer.outcome === "continued") return answer;
  }
}

interface Bounds extends Pick<Asked, "job" | "runId" | "request"> {
  readonly until: number;
  readonly answerBy: number;
}

/** As far as it comes in time. @throws LeaseLost */
async function goOn(
  deps: JobsDeps,
  begun: Begun,
  { job, until, answerBy, ...asked }: Bounds,
): Promise<JobAnswer> {
  const { store, clock, log, closing } = deps;
  const { lease, run: stored } = begun;
  const { runId } = stored;
  const signal = AbortSignal.any([lease.signal, closing]);
  const { previousSlot, missed } = stored;
  const run: Run = { id: runId, slot: Date.parse(stored.slot), previousSlot, missed, signal };
  const progress: Progress = {
    counts: { ...stored.counts },
    checkpoint: stored.checkpoint,
    error: stored.error,
  };
  let isLate = false;
  try {
    const doing = workThrough(
      {
        works: deps.works.filter((work) => work.job === job),
        failures: await knownFailures({ ...deps.failures, store, clock, log }, { job, runId, lease }),
        save: (now) => lease.commit((batch) => store.updateRun(batch, runId, fieldsOf(now))),
        care: careFor(deps, begun),
        isOver: () => isLate || signal.aborted || clock.now() >= until,
        clock,
        log,
      },
      run,
      progress,
    );
    const isThrough = await inTime(doing, answerBy, clock);
    isLate = !isThrough;
    if (!isThrough) return await putOff(deps, begun, progress);
    const request = asked.runId === runId ? asked.request : undefined;
    return await complete(deps, begun, progress, request);
  } catch (error) {
    lease.drop();
    throw error;
  }
}

/**
 * False where the caller can wait no longer, too. What is under way then ends unheard, as the lease has been given back, and the
 * process that goes on does it again.
 */
async function inTime(doing: Promise<boolean>, answerBy: number, clock: Clock): Promise<boolean> {
  if (answerBy === Infinity) return doing;
  const ended = doing.then(
    () => true,
    () => true,
  );
  for (let leftMs = answerBy - clock.now(); leftMs > 0; leftMs = answerBy - clock.now()) {
    if (await Promise.race([ended, delay(leftMs, false, { ref: false })])) return doing;
  }
  return false;
}

/** A process has died twice at one page: its items are done one by one, so that it shows which one it is. */
function careFor({ store }: JobsDeps, { lease, run }: Begun): Care | undefined {
  if (run.deaths < 2) return undefined;
  const { runId, doing: diedAt } = run;
  return {
    diedAt,
    begin: (doing) => lease.commit((batch) => store.updateRun(batch, runId, { doing })),
  };
}

const fieldsOf = ({ counts, checkpoint, error }: Progress) => ({
  counts,
  checkpoint: checkpoint ?? FieldValue.delete(),
  ...(error !== undefined && { error }),
  deaths: 0,
  doing: FieldValue.delete(),
});

/** The time is over: a task does the rest. */
async function putOff(deps: JobsDeps, { lease, run }: Begun, progress: Progress): Promise<JobAnswer> {
  const { store } = deps;
  const commitWith = (fence: Writes): Promise<unknown> =>
    store.commit((batch) => {
      fence(batch);
      store.updateRun(batch, run.runId, fieldsOf(progress));
    });
  await lease.end(commitWith, {});
  await deps.continueLater(run);
  return { runId: run.runId, outcome: "continued", counts: progress.counts };
}

/** The end of the run, and the event that tells of it, are one commit. */
async function complete(
  deps: JobsDeps,
  { lease, run }: Begun,
  progress: Progress,
  request: IdempotentRequest<JobAnswer> | undefined,
): Promise<JobAnswer> {
  const { store, publisher, clock, log } = deps;
  const { runId, job } = run;
  const { counts } = progress;
  const now = clock.now();
  const outcome = progress.error === undefined ? "completed" : "failed";
  const answer: JobAnswer = { runId, outcome: "completed", counts };
  const timestamp = toTimestamp(now);
  const duration = Math.max(0, now - Date.parse(run.startedAt));
  const data = { jobId: runId, type: job, status: outcome, result: { counts }, duration, timestamp };
  const commitWith = (fence: Writes): Promise<unknown> =>
    publisher.append({
      channel: channelOf(systemChannel, {}),
      events: [{ type: "system:job_completed", data }],
      writes: (batch) => {
        fence(batch);
        store.updateRun(batch, runId, { ...fieldsOf(progress), outcome, finishedAt: timestamp });
        request?.record(batch, answer);
      },
      request,
    });
  await lease.end(commitWith, { openRun: FieldValue.delete() });
  log.info("job.completed", { job, run: runId, outcome, duration, ...counts });
  return answer;
}
