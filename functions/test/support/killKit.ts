import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import type { JobName } from "@firecast/contract/jobs";
import { minutes } from "../../src/platform/clock.js";
import { database } from "./database.js";
import { eventually } from "./eventually.js";
import { startServer } from "./serverProcess.js";
import type { TestInstance } from "./testInstance.js";

/** What a feature's test says of its job. */
export interface KilledJob {
  readonly job: JobName;
  /**
   * Makes so many items due, also by the clock of other processes, which is behind a `standingClock`. Answers an entry for
   * each: what `done` will say when it was done.
   */
  due(count: number): Promise<readonly string[]>;
  /** What was done in all since the tests began: an entry for each time that something was. */
  done(): Promise<readonly string[]>;
}

const secret = "firecast-demo-cron";

/** How many items there are to do while processes are killed, and how often that happens. The soak test has more of both. */
const killed = Number(process.env["JOB_ITEMS"] ?? 40);
const kills = Number(process.env["JOB_KILLS"] ?? 1);

/** Starting processes to kill them takes time: every run of the tests does it for one job, the soak test for all. */
export const inSoakTest = process.env["JOB_KILLS"] !== undefined;

/**
 * Processes of the job are killed: the first one at the first effect, and the others anywhere. To be called in the `describe` of an
 * instance with a `standingClock`: it is some minutes ahead, so what a killed process held is free.
 */
export function survivesKills(server: () => TestInstance, { job, due, done }: KilledJob): void {
  it(`goes on where a process was killed, as the job ${job}, and nothing is done twice or not at all`, async function () {
    this.timeout(minutes(1 + kills));
    await forgetJob(job);
    const expected = await due(killed);
    const before = await done();
    const left = async () => expected.length - ((await done()).length - before.length);
    for (let kill = 0; kill < kills; kill++) {
      const child = await startServer();
      const calls = keepCalling(`${child.baseUrl}/cron/${job}`);
      const now = await left();
      const until = kill === 0 ? now - 1 : Math.floor(Math.random() * now);
      await eventually(left, (count) => count <= until, minutes(1));
      await child.stop("SIGKILL");
      await calls.stop();
    }
    await server().instance.jobs.called(job, undefined);
    expect(without(await done(), before)).to.have.members(expected);
  });
}

/** As if the job had never run: slots of other tests do not count. */
export async function forgetJob(job: JobName): Promise<void> {
  const { docs } = await database().collection("jobRuns").where("job", "==", job).get();
  const batch = database().batch();
  for (const { ref } of docs) batch.delete(ref);
  batch.delete(database().doc(`jobs/${job}`));
  await batch.commit();
}

/** As a scheduler does that cannot wait: what a killed process held is free after the lease. */
function keepCalling(url: string): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const call = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const headers = { authorization: `Bearer ${secret}` };
      await fetch(url, { method: "POST", headers }).catch(() => undefined); // it was killed
      await pause(500, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const calling = call();
  return {
    stop: async () => {
      stopped.abort();
      await calling;
    },
  };
}

/** What is in the one list more often than in the other, so much more often. */
export function without(all: readonly string[], some: readonly string[]): string[] {
  const left = [...some];
  return all.filter((entry) => {
    const index = left.indexOf(entry);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
