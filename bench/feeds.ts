import { fileURLToPath } from "node:url";
import { startChild } from "./support/child.js";
import type { HostileSync, UnchangedRun } from "./processes/feedProcess.js";
import { hostileFeeds, noHarm, startFeedServer } from "./support/feedServer.js";
import type { Figure, Part } from "./support/report.js";

const unchangedFeeds = 1000;
/** What one feed may take: CPU beyond that of the healthy feeds beside it, ms; memory beyond that before, MB; delay of the loop, ms. */
const budget = { cpuMs: 5000, mb: 256, lagMs: 100 };

/** What calendar feeds cost: many that do not change, and each that is meant to harm beside others that are not. */
export async function feeds(): Promise<Part> {
  const server = await startFeedServer();
  const child = startChild({
    name: "feeds",
    args: [...process.execArgv, fileURLToPath(new URL("processes/feedProcess.ts", import.meta.url))],
    env: { PRIVATE_HOSTS: server.host },
  });
  const question = { host: server.host, count: unchangedFeeds };
  const unchanged = await child.ask<UnchangedRun>({ type: "unchanged", ...question });
  const harm = (name: string) => child.ask<HostileSync>({ type: "hostile", host: server.host, name });
  const names = Object.keys(hostileFeeds);
  const runs: HostileSync[] = [];
  for (const name of [noHarm, noHarm, ...names, noHarm, noHarm]) runs.push(await harm(name));
  const hostile = runs.filter(({ name }) => name !== noHarm);
  const alone = cheapestOf(runs.filter(({ name }) => name === noHarm));
  await Promise.all([child.stop(), server.stop()]);

  const within = (name: string, unit: string, ours: number, floor: number): Figure => ({
    ...{ name, unit, ours: [ours], floors: [floor] },
    ...{ floor: "the budget", reach: { atMost: 1 } },
  });
  return {
    figures: [
      within("Firestore operations of an unchanged feed", "operations", unchanged.operations, 2),
      {
        name: `a run over ${unchangedFeeds} unchanged feeds, per feed`,
        unit: "ms",
        ours: [unchanged.perFeedMs],
        floors: [unchanged.perRequestMs],
        floor: "the request alone",
      },
      ...hostile.flatMap(({ name, cpuMs, mb, lagMs }) => [
        within(`feed with ${name}, CPU of its own`, "ms", Math.max(0, cpuMs - alone.cpuMs), budget.cpuMs),
        within(`feed with ${name}, memory`, "MB", mb, budget.mb),
        within(`feed with ${name}, loop delay p99`, "ms", lagMs, budget.lagMs),
      ]),
    ],
    notes: [
      `Feeds: the four healthy feeds alone take ${Math.round(alone.cpuMs)} ms of CPU, once all is loaded, which is in no other figure, and delay the loop by ${Math.round(alone.lagMs)} ms (p99).`,
      `Feeds: a run over ${unchangedFeeds} unchanged ones: ${unchanged.counted}.`,
      ...hostile.map(
        ({ name, outcome, tookMs, others }) =>
          `Feeds: ${name}: ${outcome} after ${Math.round(tookMs)} ms; beside it ${others} of 4 healthy feeds were synced.`,
      ),
    ],
  };
}

/** Healthy feeds get cheaper as the process warms up: what is taken off for them is never too much. */
const cheapestOf = (runs: readonly HostileSync[]): Pick<HostileSync, "cpuMs" | "lagMs"> => ({
  cpuMs: Math.min(...runs.map(({ cpuMs }) => cpuMs)),
  lagMs: Math.max(...runs.map(({ lagMs }) => lagMs)),
});
