import { burst } from "./issueBurst.js";
import { type Cost, costsOf } from "./issueCalls.js";
import { issueOrganization } from "./issueOrganization.js";
import type { Part } from "../support/report.js";

/** `BENCH_ISSUES=2000` tries it at a smaller size. */
const size = Number(process.env["BENCH_ISSUES"] ?? 50_000);
const burstMs = Number(process.env["BENCH_BURST_MS"] ?? 10_000);
const mostReads = 100;
const mostEvents = 4;
const changesASecond = 1000;

/** What a burst of changes tells an organization's map, and what calls cost one with 50,000 issues. */
export async function issues(): Promise<Part> {
  console.log(`  ${changesASecond.toLocaleString("en")} changes a second for ${burstMs / 1000} s`);
  const told = await burst(burstMs);
  console.log(`  ${size.toLocaleString("en")} issues are written`);
  const begun = performance.now();
  const organization = await issueOrganization(size);
  console.log(`  in ${seconds(performance.now() - begun)} s; calls are counted`);
  const { lists, maps, statistics, operations } = await costsOf(organization);
  const reads = (what: string, costs: readonly Cost[]) => ({
    name: `documents that ${what} of ${size.toLocaleString("en")} issues reads, at most`,
    unit: "reads",
    ours: [Math.max(...costs.map((cost) => cost.reads))],
    floors: [mostReads],
    floor: "allowed",
    reach: { atMost: 1 },
  });
  return {
    figures: [
      reads("a list", lists),
      reads("a heatmap", maps),
      reads("a look at statistics", statistics),
      {
        name: "heatmap events within a second of a burst, at most",
        unit: "events",
        ours: [told.mostEvents],
        floors: [mostEvents],
        floor: "allowed",
        reach: { atMost: 1 },
      },
      {
        name: "changes of one organization in a burst",
        unit: "changes/s",
        ours: [told.changes / (told.tookMs / 1000)],
        floors: [changesASecond],
        floor: "asked for",
      },
      {
        name: "campuses, buildings and cells that a reader has wrong in the end",
        unit: "of them",
        ours: [told.wrong + (told.hasDrifted ? 1 : 0)],
        floors: [told.parts],
        floor: "in all",
        reach: { atMost: 0 },
      },
    ],
    notes: [
      `Issues: reads of a call: ${[...lists, ...maps, ...statistics].map(({ what, reads }) => `${what} ${reads}`).join(", ")}.`,
      ...operations.map(
        ({ what, ...cost }) =>
          `Issues: ${what}: ${cost.reads} reads, ${cost.commits} commits of ${cost.writes} writes and ${cost.deletes} deletes, ${cost.messages} Pub/Sub messages of ${cost.bytes} bytes in all.`,
      ),
      `Issues: a burst: ${told.changes} changes in ${seconds(told.tookMs)} s, announced by three instances: ${told.events} heatmap events.`,
    ],
  };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
