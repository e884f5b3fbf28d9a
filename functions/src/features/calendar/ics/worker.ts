import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { readCalendar } from "./readCalendar.js";

/** A thread that reads one file and ends. */
const { bytes, ...reading } = z
  .object({
    bytes: z.instanceof(Uint8Array),
    window: z.object({ from: z.number(), to: z.number() }),
    maxOccurrences: z.number(),
  })
  .parse(workerData);

parentPort?.postMessage({ type: "begun" });
parentPort?.postMessage(readCalendar({ ...reading, text: new TextDecoder().decode(bytes) }));
