import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import type { JobName } from "@firecast/contract/jobs";
import { minutes } from "../../src/platform/clock.js";
import { database } from "./database.js";
import { eventually } from "./eventually.js";
import { startQuietServer } from "./serverProcess.js";
import type { TestInstance } from "./testInstance.js";

/** What a feature's test says of its job: the rest is the same for all jobs. */
export interface JobSubject {
  readonly job: JobName;
  /**
   * Makes so many items due, also by the clock of other processes, which is behind a `standingClock`. Answers an entry for
   * each: what `done` will say when it was done.
   */
  due(count: number): Promise<readonly string[]>;
  /** What was done in all since the tests began: an entry for each time that something was. */
  done(): Promise<readonly string[]>;
  /** Ten pages of the work and one item more. */
  readonly backlog: number;
  /** Makes one item due that fails in so many runs until it is set aside. */
  readonly poison?: { readonly failures: number; make(): Promise<unknown> };
}

const secret = "firecast-demo-cron";

/** How many items there are to do while processes are killed, and how often that happens. The soak test has more of both. */
const killed = Number(process.env["JOB_ITEMS"] ?? 40);
const kills = Number(process.env["JOB_KILLS"] ?? 1);

/**
 * Tests that every job has to stand. To be called in the `describe` of an instance with a `standingClock`: it is some minutes ahead,
 * so what a killed process held is free.
 */
export function standsWhatJobsMust(server: () => TestInstance, subject: JobSubject): void {
  const { job, due, done, backlog, poison } = subject;
  const run = () => server().instance.jobs.called(job, undefined);

  /** All that was done while `act` ran. */
  const doneBy = async (act: () => Promise<unknown>): Promise<string[]> => {
    const before = await done();
    await act();
    return without(await done(), before);
  };

  describe(`as the job ${job}`, function () {
    this.timeout(minutes(1 + kills));
    beforeEach(() => forgetJob(job));

    it("has one effect, of 20 calls at once for the same slot and of one more", async () => {
      const expected = await due(3);
      // A slot that begins after all that is due now.
      const time = Date.now() + minutes(30);
      const call = async () => (await server().instance.jobs.scheduled(job, time)).outcome;
      const seen = await doneBy(async () => {
        const outcomes = await Promise.all(Array.from({ length: 20 }, call));
        expect(outcomes.filter((outcome) => outcome === "completed")).to.have.length(1);
        expect(await call()).to.equal("skipped");
        await run();
      });
      expect(seen).to.have.members(expected);
    });

    it("does ten pages and one item more, each item once", async () => {
      const expected = await due(backlog);
      expect(await doneBy(run)).to.have.members(expected);
    });

    it("goes on where a process was killed, and nothing is done twice or not at all", async () => {
      const expected = await due(killed);
      const before = await done();
      const left = async () => expected.length - ((await done()).length - before.length);
      for (let kill = 0; kill < kills; kill++) {
        const child = await startQuietServer();
        const calls = keepCalling(`${child.baseUrl}/cron/${job}`);
        // At the first effect, and then anywhere.
        const now = await left();
        const until = kill === 0 ? now - 1 : Math.floor(Math.random() * now);
        await eventually(left, (count) => count <= until, minutes(1));
        await child.stop("SIGKILL");
        await calls.stop();
      }
      await run();
      expect(without(await done(), before)).to.have.members(expected);
    });

    if (!poison) return;
    it("sets an item aside that always fails, and does the others", async () => {
      await poison.make();
      const expected = await due(2);
      const seen = await doneBy(async () => {
        for (let runs = 0; runs < poison.failures; runs++)
          expect((await run()).counts).to.include({ failed: 1 });
      });
      expect(seen).to.have.members(expected);
      expect((await run()).counts, "no run tries it any more").not.to.have.property("failed");
      const aside = database()
        .collection("jobFailures")
        .where("job", "==", job)
        .where("setAside", "==", true);
      const { docs } = await aside.get();
      expect(docs.length).to.be.at.least(1);
      for (const { ref } of docs) await ref.delete();
    });
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
function without(all: readonly string[], some: readonly string[]): string[] {
  const left = [...some];
  return all.filter((entry) => {
    const index = left.indexOf(entry);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
