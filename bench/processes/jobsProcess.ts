import {
  getFirestore,
  type Timestamp,
} from "../../functions/node_modules/firebase-admin/lib/firestore/index.js";
import { initializeApp } from "../../functions/node_modules/firebase-admin/lib/app/index.js";
import { jobs } from "../../functions/src/jobs/jobs.js";
import { jobsStore } from "../../functions/src/jobs/store.js";
import { systemClock } from "../../functions/src/platform/clock.js";
import { commit } from "../../functions/src/platform/firestore/commit.js";
import { randomIds } from "../../functions/src/platform/ids.js";
import type { Work, WorkItem } from "../../functions/src/platform/jobs/work.js";
import { deadLetters } from "../../functions/src/platform/tasks/deadLetters.js";
import { projectId } from "../../scripts/project.mjs";

/**
 * A process that does so many due items: with the runner, or barely, which is the floor. Both read the same pages of documents
 * by their ids, and write each document once, on condition that it is as it was read.
 */
export type Question = { type: "begin"; runner: boolean; count: number } | { type: "status" };

export interface Status {
  /** Undefined while it is under way. */
  tookMs?: number;
  /** CPU time of this process alone, ms: what the emulator takes is not in it. */
  cpuMs: number;
  done: number;
  /** Bytes: before, and the most meanwhile. */
  before: number;
  peak: number;
}

const pageSize = 100;
const atOnce = 20;
const quiet = { info: () => undefined, warn: () => undefined, error: console.error };
const firestore = getFirestore(initializeApp({ projectId }));
const documents = firestore.collection(`bench/jobs-${process.pid}/due`);
const at = (number: number) => documents.doc(String(number).padStart(7, "0"));
const status: Status = { cpuMs: 0, done: 0, before: 0, peak: 0 };

interface DueItem extends WorkItem {
  readonly version: Timestamp;
}

async function pageOf(from: number, count: number): Promise<DueItem[]> {
  const size = Math.min(pageSize, count - from);
  const found = await firestore.getAll(...Array.from({ length: size }, (_, index) => at(from + index)));
  return found.flatMap(({ id, updateTime: version }) => (version ? { id, version } : []));
}

async function doItem({ id, version }: DueItem): Promise<void> {
  const batch = firestore.batch();
  batch.update(documents.doc(id), { due: false }, { lastUpdateTime: version });
  await batch.commit();
  status.done++;
}

async function create(count: number): Promise<void> {
  for (let from = 0; from < count; from += 500) {
    const batch = firestore.batch();
    for (let n = from; n < Math.min(count, from + 500); n++)
      batch.create(at(n), { due: true, text: "x".repeat(200) });
    await batch.commit();
  }
}

async function barely(count: number): Promise<void> {
  for (let from = 0; from < count; from += pageSize) {
    const items = (await pageOf(from, count)).values();
    const worker = async (): Promise<void> => {
      for (const item of items) await doItem(item);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }
}

async function byRunner(count: number): Promise<void> {
  const work: Work<DueItem> = {
    job: "automations",
    name: "bench",
    atOnce,
    page: async (_, after) => {
      const from = Number(after ?? 0);
      const items = await pageOf(from, count);
      return { items, next: from + pageSize < count ? String(from + pageSize) : undefined };
    },
    act: async (item) => {
      await doItem(item);
      return undefined;
    },
  };
  const continued: string[] = [];
  const runner = jobs({
    store: jobsStore(firestore, quiet),
    works: [work],
    publisher: {
      append: ({ writes }) =>
        commit(firestore, "an event", (batch) => void writes?.(batch, [])).then(() => []),
    },
    failures: { deadLetters: deadLetters(firestore, systemClock), teller: undefined },
    continueLater: ({ runId }) => {
      continued.push(runId);
      return Promise.resolve();
    },
    clock: systemClock,
    ids: randomIds,
    log: quiet,
  });
  await firestore.doc("jobs/automations").delete();
  await runner.scheduled("automations", Date.now() + process.pid * 60_000);
  for (let id = continued.pop(); id !== undefined; id = continued.pop()) await runner.task(id);
}

async function begin(runner: boolean, count: number): Promise<void> {
  await create(count);
  globalThis.gc?.();
  status.before = process.memoryUsage.rss();
  const sampling = setInterval(() => (status.peak = Math.max(status.peak, process.memoryUsage.rss())), 50);
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await (runner ? byRunner(count) : barely(count));
  const { user, system } = process.cpuUsage(cpu);
  status.cpuMs = (user + system) / 1000;
  status.tookMs = performance.now() - begun;
  clearInterval(sampling);
}

process.on("message", (question: Question) => {
  if (question.type === "begin")
    begin(question.runner, question.count).catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  process.send?.({ answer: status });
});
process.once("disconnect", () => process.exit());
