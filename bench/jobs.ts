import { setTimeout as pause } from "node:timers/promises";
import type { Part } from "./support/report.js";
import type { Status } from "./processes/jobsProcess.js";
import { startJobs } from "./support/servers.js";

const sizes = [1_000, 10_000, 100_000];

/** A run of a job over ever longer backlogs, each in a process of its own. */
export async function jobs(): Promise<Part> {
  const [ours, floors]: [Measured[], Measured[]] = [[], []];
  for (const count of sizes) {
    console.log(`  ${count.toLocaleString("en")} items`);
    floors.push(await measure(false, count));
    ours.push(await measure(true, count));
  }
  const [least, most] = [ours[0], ours.at(-1)];
  const middle = ours.at(-2);
  if (!least || !most || !middle) throw new Error("Nothing was measured.");
  const text = (count: number): string => count.toLocaleString("en");
  return {
    figures: [
      ...sizes.map((count, index) => ({
        name: `a run of ${text(count)} due items, per item`,
        unit: "ms",
        ours: [ours[index]?.perItem ?? Number.NaN],
        floors: [floors[index]?.perItem ?? Number.NaN],
        floor: "the bare reads and writes",
        reach: { atMost: 1.25 },
      })),
      {
        name: `time per item of ${text(most.count)}`,
        unit: "ms",
        ours: [most.perItem],
        floors: [middle.perItem],
        floor: `of ${text(middle.count)}: the time is linear`,
        reach: { atMost: 1.2 },
      },
      {
        name: `CPU per item of ${text(most.count)}, without the emulator's`,
        unit: "ms",
        ours: [most.cpuPerItem],
        floors: [middle.cpuPerItem],
        floor: `of ${text(middle.count)}`,
        reach: { atMost: 1.2 },
      },
      {
        name: `most memory of a run of ${text(most.count)} (resident)`,
        unit: "MB",
        ours: [most.peak],
        floors: [middle.peak],
        floor: `of ${text(middle.count)}: it stays flat`,
        reach: { atMost: 1.1 },
      },
      {
        name: `memory that a run of ${text(most.count)} adds`,
        unit: "MB",
        ours: [most.peak - most.before],
        floors: [(floors.at(-1)?.peak ?? 0) - (floors.at(-1)?.before ?? 0)],
        floor: "the bare reads and writes",
      },
    ],
    notes: [
      "Jobs: pages of 100 read by their ids, 20 items at once, one conditional write each; heap of 96 MB at most.",
      "Jobs: a query would cost the emulator a look at all documents, each time; Firestore reads a page by an index, as by ids.",
    ],
  };
}

interface Measured {
  count: number;
  perItem: number;
  /** ms */
  cpuPerItem: number;
  /** MB */
  before: number;
  peak: number;
}

async function measure(runner: boolean, count: number): Promise<Measured> {
  const child = startJobs();
  let status = await child.ask<Status>({ type: "begin", runner, count });
  while (status.tookMs === undefined) {
    await pause(250);
    status = await child.ask<Status>({ type: "status" });
  }
  await child.stop();
  if (status.done !== count) throw new Error(`${status.done} of ${count} items were done.`);
  const mb = (bytes: number): number => bytes / 1_000_000;
  return {
    count,
    perItem: status.tookMs / count,
    cpuPerItem: status.cpuMs / count,
    before: mb(status.before),
    peak: mb(status.peak),
  };
}
