import { Timestamp } from "firebase-admin/firestore";
import type { JobName } from "@firecast/contract/jobs";
import { systemAlert } from "../features/accounts/notices.js";
import { type Clock, days, toTimestamp } from "../platform/clock.js";
import type { Work, WorkItem } from "../platform/jobs/work.js";
import type { Log } from "../platform/log.js";
import { clip } from "../platform/notices/clip.js";
import { tell, users } from "../platform/notices/tell.js";
import type { Teller } from "../platform/notices/teller.js";
import { type DeadLetters, reasonOf } from "../platform/tasks/deadLetters.js";
import type { Lease } from "./lease.js";
import { jobsQueue, replayTask } from "./queue.js";
import type { StoredFailure } from "./schema.js";
import { failureId, type JobsStore } from "./store.js";

interface Deps {
  store: Pick<JobsStore, "failures" | "putFailure" | "removeFailure">;
  deadLetters: Pick<DeadLetters, "add">;
  /** Undefined where the deployment has no notifications. */
  teller: Pick<Teller, "notify"> | undefined;
  clock: Clock;
  log: Log;
}

/** What is known to fail in a job, as a run begins, and what becomes of it. */
export interface Failures {
  /** Whether no run tries it until it is replayed. Who asks has met it: it stays set aside for as long as it is there. */
  isSetAside(work: Work, item: WorkItem): Promise<boolean>;
  /** It has been done: earlier failures are forgotten. */
  done(work: Work, item: WorkItem): Promise<void>;
  /** Counts a failure. The last one that the work allows sets the item aside. Returns whether it did. */
  failed(work: Work, item: WorkItem, error: unknown): Promise<boolean>;
}

const usualMaxFailures = 5;
/** After that nothing is left of the failure of an item that no run has met since. */
const keptFor = days(30);

interface Failing {
  readonly job: JobName;
  readonly runId: string;
  readonly lease: Lease;
}

export async function knownFailures(deps: Deps, { job, runId, lease }: Failing): Promise<Failures> {
  const { store, deadLetters, clock, log } = deps;
  const known = new Map((await store.failures(job)).map((failure) => [failureId(failure), failure]));
  const idOf = (work: Work, { id }: WorkItem): string => failureId({ job, work: work.name, item: id });
  const expiry = (): Timestamp => Timestamp.fromMillis(clock.now() + keptFor);
  const isFresh = ({ expireAt }: StoredFailure): boolean =>
    expireAt !== undefined && expireAt.toMillis() - clock.now() > keptFor / 2;

  return {
    isSetAside: async (work, item) => {
      const failure = known.get(idOf(work, item));
      if (!failure?.setAside) return false;
      if (!isFresh(failure))
        await lease.commit((batch) => store.putFailure(batch, { ...failure, expireAt: expiry() }));
      return true;
    },

    done: async (work, item) => {
      const failure = known.get(idOf(work, item));
      if (failure) await lease.commit((batch) => store.removeFailure(batch, failure));
    },

    failed: async (work, item, error) => {
      const { name, maxFailures = usualMaxFailures } = work;
      const id = idOf(work, item);
      const failures = (known.get(id)?.failures ?? 0) + 1;
      const setAside = failures >= maxFailures;
      const reason = reasonOf(error);
      const failure = { job, work: name, item: item.id, failures, reason, setAside, expireAt: expiry() };
      log.error(setAside ? "job.item_set_aside" : "job.item_failed", error, {
        job,
        work: name,
        item: item.id,
      });
      if (setAside) await tellOwners(deps, work, item, runId);
      await lease.commit((batch) => {
        store.putFailure(batch, failure);
        if (!setAside) return;
        const payload = { id: replayTask(id), job, work: name, item: item.id };
        deadLetters.add(batch, { queue: jobsQueue, payload, reason, attempts: failures });
      });
      return setAside;
    },
  };
}

/**
 * Before it is written down, so that no user is forgotten: the same run tells the same alert once. Owners hear what they can do;
 * the reason, which names what is inside, is for operators.
 */
async function tellOwners(
  { teller, clock, log }: Deps,
  work: Work,
  item: WorkItem,
  runId: string,
): Promise<void> {
  try {
    const owners = (await work.ownersOf?.(item)) ?? [];
    if (!teller || owners.length === 0) return;
    const { job, name } = work;
    const alertId = failureId({ job, work: name, item: item.id });
    const what = (await work.describe?.(item)) ?? "Something of yours";
    const told = tell(systemAlert, {
      cause: `jobs/${alertId}/${runId}`,
      payload: {
        alertId,
        title: clip(`${what} has been paused`, 200),
        body: "It failed several times in a row, and is not tried any more. Please check its settings, or ask who runs this service to try it again.",
      },
      at: toTimestamp(clock.now()),
      audience: users(...owners),
    });
    await teller.notify(told);
  } catch (error) {
    log.error("job.owners_not_told", error, { job: work.job, work: work.name, item: item.id });
  }
}
