import { type Clock, seconds } from "../platform/clock.js";
import { within } from "../platform/firestore/grpc.js";
import type { Run, Work, WorkItem } from "../platform/jobs/work.js";
import type { Log } from "../platform/log.js";
import { reasonOf } from "../platform/tasks/deadLetters.js";
import type { Failures } from "./failures.js";
import { LeaseLost } from "./lease.js";
import type { Checkpoint } from "./schema.js";

/** How far a run has come. */
export interface Progress {
  counts: Record<string, number>;
  checkpoint: Checkpoint | undefined;
  /** The last thing that went wrong, beside items. */
  error: string | undefined;
}

/** How a page is done at which a process has died before: one item after the other, each written down before it is begun. */
export interface Care {
  begin(item: string): Promise<void>;
  /** The item that was under way when the process died. */
  readonly diedAt: string | undefined;
}

interface Deps {
  readonly works: readonly Work[];
  readonly failures: Failures;
  /** Stores the progress. @throws LeaseLost */
  save(progress: Progress): Promise<void>;
  /** Undefined where no process has died. */
  readonly care: Care | undefined;
  /** Whether nothing new is begun any more. */
  isOver(): boolean;
  readonly clock: Clock;
  readonly log: Log;
}

const usualAtOnce = 10;
const usualActWithin = seconds(30);

/** Does the works of a job from where the checkpoint says. False: the time is over, and there is more. @throws LeaseLost */
export async function workThrough(deps: Deps, run: Run, progress: Progress): Promise<boolean> {
  const { works, save, log } = deps;
  const start = progress.checkpoint;
  const from = works.findIndex(({ name }) => name === start?.work);
  for (const [index, work] of works.entries()) {
    if (index < from) continue;
    try {
      if (!(await doPages(deps, work, run, progress))) return false;
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      // One work stops no other. What it has not done is due in the next run.
      log.error("job.work_failed", error, { run: run.id, work: work.name });
      progress.error = `${work.name}: ${reasonOf(error)}`;
    }
    const next = works[index + 1];
    if (!next || progress.checkpoint?.work !== work.name) continue;
    progress.checkpoint = { work: next.name };
    await save(progress);
  }
  return true;
}

/** The pages that are left of a work. */
async function doPages(deps: Deps, work: Work, run: Run, progress: Progress): Promise<boolean> {
  const { checkpoint } = progress;
  let after = checkpoint?.work === work.name ? checkpoint.after : undefined;
  for (;;) {
    if (deps.isOver()) return false;
    const { items, next } = await work.page(run, after);
    if (items.length > 0) progress.checkpoint = { work: work.name, ...(after !== undefined && { after }) };
    if (!(await doPage(deps, work, items, run, progress))) return false;
    if (next === undefined) return true;
    after = next;
    progress.checkpoint = { work: work.name, after };
    await deps.save(progress);
  }
}

/** False: some were not begun, because the time is over. */
async function doPage(
  deps: Deps,
  work: Work,
  items: readonly WorkItem[],
  run: Run,
  progress: Progress,
): Promise<boolean> {
  const waiting = items.values();
  let left = items.length;
  const worker = async (): Promise<void> => {
    for (const item of waiting) {
      if (deps.isOver()) return;
      await deps.care?.begin(item.id);
      await doItem(deps, work, item, run, progress.counts);
      left--;
    }
  };
  const atOnce = deps.care ? 1 : (work.atOnce ?? usualAtOnce);
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return left === 0;
}

async function doItem(
  { failures, care }: Deps,
  work: Work,
  item: WorkItem,
  run: Run,
  counts: Progress["counts"],
): Promise<void> {
  if (await failures.isSetAside(work, item)) return;
  const count = (what: string, times = 1): void => {
    counts[what] = (counts[what] ?? 0) + times;
  };
  try {
    if (care?.diedAt === item.id) throw new Error("the process ended while this item was done");
    const { actWithinMs = usualActWithin } = work;
    const done = await within(actWithinMs, `${work.name} of ${item.id}`, work.act(item, run));
    for (const [what, times] of Object.entries(done ?? {})) count(what, times);
    count("done");
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    count("failed");
    if (await failures.failed(work, item, error)) count("setAside");
    return;
  }
  await failures.done(work, item);
}
