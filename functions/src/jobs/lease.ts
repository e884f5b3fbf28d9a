import { FieldValue, type Timestamp } from "firebase-admin/firestore";
import type { JobName } from "@firecast/contract/jobs";
import { type Clock, seconds } from "../platform/clock.js";
import { atMost } from "../platform/concurrency/atMost.js";
import type { Writes } from "../platform/firestore/commit.js";
import type { Log } from "../platform/log.js";
import type { JobsStore } from "./store.js";

/** A process that died is noticed after this long, ms. */
export const leaseMs = seconds(20);
const renewEveryMs = seconds(5);

/** Another process runs the job, or will: this one writes nothing any more. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/**
 * The right to run a job (lease). Its fencing token is the version of the job's document: every commit writes that document on
 * condition that it is still in the version of the commit before. So a process that was stalled, and overtaken, can write
 * nothing any more.
 */
export interface Lease {
  /** Aborts when the lease is lost. */
  readonly signal: AbortSignal;
  /** One commit with a renewal of the lease. @throws LeaseLost */
  commit(writes?: Writes): Promise<void>;
  /** The last commit: it writes `fields` into the job's document, and gives the lease back. @throws LeaseLost */
  end(commitWith: (fence: Writes) => Promise<unknown>, fields: object): Promise<void>;
  /** Renews it no more. */
  drop(): void;
}

interface Deps {
  store: Pick<JobsStore, "commit" | "updateJob">;
  clock: Clock;
  log: Log;
}

interface Taken {
  readonly job: JobName;
  /** The write that took it. */
  readonly version: Timestamp;
  /**
   * By how much the database's clock is ahead of this process's, ms. Leases end by the database's: processes whose clocks differ
   * by minutes agree on who has one.
   */
  readonly aheadMs: number;
}

/** Keeps a lease that was taken, until `end`. */
export function keepLease({ store, clock, log }: Deps, { job, version: taken, aheadMs }: Taken): Lease {
  const lost = new AbortController();
  const inTurn = atMost(1);
  let version = taken;

  /** Where the outcome of a commit is not known, neither is the version: the run goes on as another process's. */
  const refusedTo = (cause: unknown): never => {
    clearInterval(timer);
    const error = new LeaseLost(`${job} is no longer run here`, { cause });
    lost.abort(error);
    throw error;
  };
  const commit = (writes?: Writes): Promise<void> =>
    inTurn(async () => {
      lost.signal.throwIfAborted();
      const committed = store.commit((batch) => {
        store.updateJob(batch, job, version, { leaseUntil: clock.now() + aheadMs + leaseMs });
        writes?.(batch);
      });
      version = await committed.catch(refusedTo);
    });
  const renew = (): void => {
    commit().catch((error: unknown) => log.warn("job.not_renewed", { job, reason: String(error) }));
  };
  const timer = setInterval(renew, renewEveryMs).unref();

  return {
    signal: lost.signal,
    commit,
    end: (commitWith, fields) =>
      inTurn(async () => {
        clearInterval(timer);
        lost.signal.throwIfAborted();
        const ended = { ...fields, leaseUntil: FieldValue.delete() };
        await commitWith((batch) => store.updateJob(batch, job, version, ended)).catch(refusedTo);
      }),
    drop: () => clearInterval(timer),
  };
}
