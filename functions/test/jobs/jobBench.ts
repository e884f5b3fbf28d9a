import type { JobName } from "@firecast/contract/jobs";
import { seconds } from "../../src/platform/clock.js";
import { randomIds } from "../../src/platform/ids.js";
import type { Work, WorkItem } from "../../src/platform/jobs/work.js";
import type { Notice } from "../../src/platform/notices/notice.js";
import { deadLetters } from "../../src/platform/tasks/deadLetters.js";
import { type Jobs, jobs } from "../../src/jobs/jobs.js";
import { jobsStore } from "../../src/jobs/store.js";
import { type SetClock, setClock } from "../support/setClock.js";
import { type TestInstance, theFirebase } from "../support/testInstance.js";

const nothing = (): void => undefined;

/** Jobs over real Firestore, of works in memory, with a clock that the test sets. */
export interface JobBench {
  readonly clock: SetClock;
  /** Runs that a task was to continue. */
  readonly continued: string[];
  readonly told: Notice[];
  /** A process of its own: what it holds in memory no other one knows. */
  process(...works: readonly Work[]): Jobs;
  /** The same, on a machine whose clock is ahead by so much, ms. */
  skewed(aheadMs: number, ...works: readonly Work[]): Jobs;
}

export function jobBench(
  server: TestInstance,
  start: string,
  given: { answerWithinMs?: number } = {},
): JobBench {
  const clock = setClock(start);
  const { firestore } = theFirebase();
  const log = { info: nothing, warn: nothing, error: nothing };
  const continued: string[] = [];
  const told: Notice[] = [];
  const teller = {
    notify: (notices: readonly Notice[]) => {
      told.push(...notices);
      return Promise.resolve();
    },
  };
  const skewed = (aheadMs: number, ...works: readonly Work[]): Jobs =>
    jobs({
      ...given,
      store: jobsStore(firestore, log, clock.now),
      publisher: server.instance.core.publisher,
      failures: { deadLetters: deadLetters(firestore, clock), teller },
      continueLater: ({ runId }) => {
        continued.push(runId);
        return Promise.resolve();
      },
      works,
      clock: { now: () => clock.now() + aheadMs },
      ids: randomIds,
      log,
    });
  return { clock, continued, told, skewed, process: (...works) => skewed(0, ...works) };
}

export interface Backlog {
  readonly work: Work;
  /** What was done, in order. */
  readonly done: string[];
  /** Pages that were read. */
  readonly pages: (string | undefined)[];
}

/** A work of so many items, which are not due any more once they are done. */
export function aBacklog(
  job: JobName,
  ids: readonly string[],
  { size = 10, dueSince, act = () => undefined, ...more }: BacklogOptions = {},
): Backlog {
  const done: string[] = [];
  const pages: (string | undefined)[] = [];
  const work: Work = {
    job,
    name: "backlog",
    page: (_, after) => {
      pages.push(after);
      const due = ids.filter((id) => !done.includes(id) && (after === undefined || id > after));
      const page = due.slice(0, size);
      return Promise.resolve({
        items: page.map((id) => ({ id })),
        next: due.length > size ? page.at(-1) : undefined,
        dueSince,
      });
    },
    act: async (item) => {
      await act(item);
      done.push(item.id);
      return { counted: 2 };
    },
    ...more,
  };
  return { work, done, pages };
}

interface BacklogOptions extends Partial<Omit<Work, "act">> {
  size?: number;
  dueSince?: number;
  act?(item: WorkItem): Promise<undefined> | undefined;
}

export const named = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(4, "0")}`);

/** An item that never ends: its process is as good as dead. */
export const hang = (): Promise<undefined> => new Promise(nothing);

export const beyondTheLease = seconds(21);
