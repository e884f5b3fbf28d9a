import {
  type DocumentSnapshot,
  FieldPath,
  type Firestore,
  Timestamp,
  type WriteBatch,
} from "firebase-admin/firestore";
import { z } from "zod";
import type { JobName } from "@firecast/contract/jobs";
import { days } from "../platform/clock.js";
import { commit, type Writes } from "../platform/firestore/commit.js";
import { listCursor, type ListPage, pageOf } from "../platform/firestore/listCursor.js";
import { read, readDocument, readQuery } from "../platform/firestore/read.js";
import { decode, putVersion, updateVersion, type Versioned } from "../platform/firestore/versioned.js";
import { derivedId } from "../platform/ids.js";
import type { Log } from "../platform/log.js";
import { jobDocument, jobFailureDocument, jobRunDocument } from "./paths.js";
import { type OpenRun, StoredFailure, StoredJob, StoredRun } from "./schema.js";

/** How long a run is kept to be looked at. */
const keptFor = days(30);
/** Items of a job that are known to fail; of more than these, some are tried again although they are set aside. */
const mostFailures = 1000;

export const runsCursor = listCursor(z.object({ startedAt: z.string(), runId: z.string() }));

/** A job as it was read, and when that was. */
export interface ReadJob {
  readonly seen: Versioned<StoredJob> | undefined;
  /** ms since the epoch */
  readonly at: number;
}

/** When something was read, by the clock that all processes share. */
const databaseTime = ({ readTime }: DocumentSnapshot): number => readTime.toMillis();

/**
 * Every read and write of jobs, their runs and what failed in them. Writes go into the caller's batch. `timeOf` is when
 * a document was read, ms since the epoch; default: the database's time.
 */
export function jobsStore(firestore: Firestore, log: Log, timeOf = databaseTime) {
  const jobAt = (job: JobName) => jobDocument.document(firestore, { job });
  const runAt = (runId: string) => jobRunDocument.document(firestore, { runId });
  const failures = jobFailureDocument.collection(firestore, {});

  return {
    job: async (job: JobName): Promise<ReadJob> => {
      const snapshot = await read("a job", jobAt(job).get());
      return { seen: decode(StoredJob, snapshot, log), at: timeOf(snapshot) };
    },

    run: async (runId: string): Promise<StoredRun | undefined> =>
      (await readDocument(StoredRun, runAt(runId), log))?.value,

    /** The newest first. */
    runs: async ({
      job,
      after,
      limit,
    }: {
      job?: JobName | undefined;
      after?: string | undefined;
      limit: number;
    }): Promise<ListPage<StoredRun>> => {
      const all = jobRunDocument.collection(firestore, {});
      const some = (job ? all.where("job", "==", job) : all)
        .orderBy("startedAt", "desc")
        .orderBy(FieldPath.documentId(), "desc")
        .limit(limit + 1);
      const { startedAt, runId } = after === undefined ? {} : runsCursor.parse(after);
      const query = startedAt === undefined ? some : some.startAfter(startedAt, runId);
      const found = await readQuery(StoredRun, query, "runs of jobs", log);
      const cursorOf = ({ value }: Versioned<StoredRun>): string =>
        runsCursor.encode({ startedAt: value.startedAt, runId: value.runId });
      return pageOf(found, limit, ({ value }) => value, cursorOf);
    },

    /** Of a job, by work and item. */
    failures: async (job: JobName): Promise<StoredFailure[]> => {
      const ofJob = failures.where("job", "==", job).limit(mostFailures);
      return (await readQuery(StoredFailure, ofJob, "failures of jobs", log)).map(({ value }) => value);
    },

    /** Fails if the job is not as it was seen: another process was faster. */
    putJob: (
      batch: WriteBatch,
      job: JobName,
      seen: Versioned<StoredJob> | undefined,
      fields: object,
    ): void => {
      putVersion(batch, jobAt(job), seen, fields);
    },
    updateJob: (batch: WriteBatch, job: JobName, version: Timestamp, fields: object): void => {
      updateVersion(batch, jobAt(job), { version }, fields);
    },

    createRun: (batch: WriteBatch, run: OpenRun): void => {
      const expireAt = Timestamp.fromMillis(Date.parse(run.startedAt) + keptFor);
      batch.create(runAt(run.runId), { ...run, expireAt });
    },
    updateRun: (batch: WriteBatch, runId: string, fields: object): void => {
      batch.update(runAt(runId), fields);
    },

    putFailure: (batch: WriteBatch, failure: StoredFailure): void => {
      batch.set(failures.doc(failureId(failure)), failure);
    },
    removeFailure: (batch: WriteBatch, failure: Pick<StoredFailure, "job" | "work" | "item">): void => {
      batch.delete(failures.doc(failureId(failure)));
    },
    failure: async (id: string): Promise<StoredFailure | undefined> =>
      (await readDocument(StoredFailure, failures.doc(id), log))?.value,

    /** The item is tried again by the next run. */
    forgetFailure: async (id: string): Promise<void> => {
      await commit(firestore, "the replay of an item", (batch) => {
        batch.delete(failures.doc(id));
      });
    },

    /** Returns the version of the first document that was written. */
    commit: async (writes: Writes): Promise<Timestamp> => {
      const version = await commit(firestore, "a job", writes);
      if (!version) throw new RangeError("a commit of a job has a write");
      return version;
    },
  };
}

export const failureId = ({ job, work, item }: Pick<StoredFailure, "job" | "work" | "item">): string =>
  derivedId(job, work, item);

export type JobsStore = ReturnType<typeof jobsStore>;
