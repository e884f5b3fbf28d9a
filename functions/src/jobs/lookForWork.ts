import type { JobName } from "@firecast/contract/jobs";
import type { Run, Work } from "../platform/jobs/work.js";
import type { Log } from "../platform/log.js";
import type { Due } from "./decideStart.js";
import { failureId, type JobsStore } from "./store.js";

interface Deps {
  readonly works: readonly Work[];
  readonly store: Pick<JobsStore, "failures">;
  readonly log: Log;
}

type Slot = Pick<Run, "id" | "slot" | "previousSlot">;

/**
 * Whether a run would find anything to do: reads the first page of each work, and writes nothing. Only where a page has
 * items, it also asks which of them are set aside: those alone are nothing to do.
 */
export async function lookForWork(
  { works, store, log }: Deps,
  job: JobName,
  slot: Slot,
): Promise<Due | undefined> {
  const run: Run = { ...slot, missed: 0, signal: new AbortController().signal };
  const looks = works.filter((work) => work.job === job).map((work) => look(work, run, log));
  const found = (await Promise.all(looks)).flatMap((first) => first ?? []);
  if (found.length === 0) return undefined;
  const failures = await store.failures(job);
  const aside = new Set(failures.flatMap((failure) => (failure.setAside ? [failureId(failure)] : [])));
  const isLeft = ({ work, items, next }: First): boolean =>
    next !== undefined || items.some(({ id }) => !aside.has(failureId({ job, work, item: id })));
  const since = found.filter(isLeft).map((first) => first.since);
  return since.length === 0 ? undefined : { since: Math.min(...since) };
}

interface First {
  readonly work: string;
  readonly items: readonly { readonly id: string }[];
  readonly next: string | undefined;
  readonly since: number;
}

/** Undefined where there is nothing. A work that cannot be asked is left to a run, which tells of it. */
async function look({ name: work, page }: Work, run: Run, log: Log): Promise<First | undefined> {
  const broken = { work, items: [], next: "", since: run.slot };
  try {
    const { items, next, dueSince: since = run.slot } = await page(run, undefined);
    return items.length === 0 && next === undefined ? undefined : { work, items, next, since };
  } catch (error) {
    log.warn("job.not_looked", { run: run.id, work, reason: String(error) });
    return broken;
  }
}
