import { setTimeout as delay } from "node:timers/promises";
import {
  type JobAnswer,
  type JobName,
  JobRun,
  type JobRunPage,
  type ListJobRuns,
} from "@firecast/contract/jobs";
import { minutes, seconds } from "../platform/clock.js";
import { AlreadyCreated } from "../platform/firestore/alreadyCreated.js";
import type { IdempotentRequest } from "../platform/firestore/idempotency.js";
import type { Ids } from "../platform/ids.js";
import { replayedBy } from "./queue.js";
import { type Asked, type JobsDeps, runJob } from "./runJob.js";
import { calledRunId, scheduledRunId, schedules, slotAt } from "./schedules.js";

/** What calls jobs: the scheduler, HTTP, tasks, and operators who look at them. */
export interface Jobs {
  /** The run of the slot that `time`, ms since the epoch, is in. */
  scheduled(job: JobName, time: number): Promise<JobAnswer>;
  /** A run of its own slot: now. @throws AlreadyCreated for the repeat of a keyed request. */
  called(job: JobName, request: IdempotentRequest<JobAnswer> | undefined): Promise<JobAnswer>;
  /** What a task of the queue asks for. */
  task(id: string): Promise<void>;
  runs(list: ListJobRuns): Promise<JobRunPage>;
  /** The instance ends: runs that are under way are put off, for tasks to continue. */
  close(): Promise<void>;
}

/** Of scheduled functions and of tasks; `options.ts` gives them a little more. */
const backgroundBudget = minutes(8);
/** A call by HTTP is answered within 10 s, and has to do with less: what was begun in time still has to end. */
const callBudget = seconds(7);
/** What has not ended by then is done again by a task: a slow webhook or feed is no reason for a call to have no answer. */
const callAnsweredWithin = seconds(8);
/** What is not put off by then is resumed when its lease has ended. */
const closeWithin = seconds(4);

interface Given extends Omit<JobsDeps, "closing"> {
  readonly ids: Ids;
  /** A call by HTTP has an answer by then, ms. Default 8 s. */
  readonly answerWithinMs?: number;
}

export function jobs(given: Given): Jobs {
  const { store, works, clock, ids, answerWithinMs = callAnsweredWithin } = given;
  const closing = new AbortController();
  const deps = { ...given, closing: closing.signal };
  const running = new Set<Promise<JobAnswer>>();
  const run = async (asked: Asked): Promise<JobAnswer> => {
    const answer = runJob(deps, asked);
    running.add(answer);
    return answer.finally(() => running.delete(answer));
  };
  /** Safe to repeat: what keeps the item from being tried goes first. */
  const replay = async (id: string): Promise<void> => {
    const failure = await store.failure(id);
    const work = works.find(({ job, name }) => job === failure?.job && name === failure.work);
    if (failure) await work?.replay?.(failure.item);
    await store.forgetFailure(id);
  };
  return {
    scheduled: (job, time) => {
      const slot = slotAt(schedules[job], time);
      const runId = scheduledRunId(job, slot);
      return run({ job, runId, slot, trigger: "schedule", budgetMs: backgroundBudget });
    },
    called: async (job, request) => {
      if (request && (await request.recall())) throw new AlreadyCreated(request.document);
      const slot = clock.now();
      const runId = calledRunId(job, slot, ids.next());
      return run({ job, runId, slot, trigger: "http", budgetMs: callBudget, answerWithinMs, request });
    },
    task: async (id) => {
      const replayed = replayedBy(id);
      if (replayed !== undefined) return replay(replayed);
      const waiting = await store.run(id);
      if (!waiting || waiting.outcome !== undefined) return;
      const { runId, job, trigger, slot } = waiting;
      await run({ runId, job, trigger, slot: Date.parse(slot), budgetMs: backgroundBudget });
    },
    runs: async ({ job, limit, cursor }) => {
      const { items, nextCursor } = await store.runs({ job, limit, after: cursor });
      return { items: items.map((item) => JobRun.parse(item)), nextCursor };
    },
    close: async () => {
      closing.abort();
      await Promise.race([Promise.allSettled(running), delay(closeWithin, undefined, { ref: false })]);
    },
  };
}
