import { Worker } from "node:worker_threads";
import { seconds } from "../../../platform/clock.js";
import { atMost } from "../../../platform/concurrency/atMost.js";
import type { CalendarReading } from "./readCalendar.js";
import type { Window } from "./series.js";

/** What one file may take. */
export interface Budget {
  /** Longest time, ms. Default `usualBudget`. */
  readonly withinMs?: number;
  /** Largest heap, MB. */
  readonly heapMb?: number;
}

/** With what the thread takes to start, and a collector of garbage beside it, a feed costs at most 5 s of CPU. */
export const usualBudget = { withinMs: seconds(3), heapMb: 128 };

export interface FeedFile {
  readonly bytes: Uint8Array;
  readonly window: Window;
  readonly maxOccurrences: number;
}

/** The bundle has the thread's file beside the folder of chunks, of which this is one; tests have it here. */
const workerFile = new URL(
  import.meta.url.endsWith(".ts") ? "./worker.ts" : "../icsWorker.js",
  import.meta.url,
);

/** Longest time in which a thread starts and loads its code. */
const loadedWithin = seconds(15);

/** Threads of one instance at the same time: each may fill its heap. */
const inTurn = atMost(2);

/**
 * Reads a feed in a thread of its own, which is terminated when its budget is used up: a feed can waste its own time and
 * memory, not those of others. Never rejects for what the feed has.
 */
export const readInWorker = (
  file: FeedFile,
  budget: Budget = {},
): Promise<CalendarReading | { type: "too_costly" }> => inTurn(() => started(file, budget));

function started(file: FeedFile, budgetOfFile: Budget) {
  const { withinMs, heapMb } = { ...usualBudget, ...budgetOfFile };
  const worker = new Worker(workerFile, {
    workerData: file,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 32 },
  });
  return new Promise<CalendarReading | { type: "too_costly" }>((resolve, reject) => {
    const giveUp = () => resolve({ type: "too_costly" });
    let budget = setTimeout(giveUp, loadedWithin);
    worker.on("message", (message: CalendarReading | { type: "begun" }) => {
      if (message.type !== "begun") return resolve(message);
      clearTimeout(budget); // how long the thread took to start is not the feed's doing
      budget = setTimeout(giveUp, withinMs);
    });
    worker.once("error", (error: unknown) => {
      if (isOutOfMemory(error)) resolve({ type: "too_costly" });
      else reject(new Error("the thread failed", { cause: error }));
    });
    worker.once("exit", () => {
      clearTimeout(budget);
      reject(new Error("the thread ended without a reading"));
    });
  }).finally(() => worker.terminate());
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
