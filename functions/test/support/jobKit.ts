import { expect } from "chai";
import { z } from "zod";
import { minutes, systemClock } from "../../src/platform/clock.js";
import { deadLetters } from "../../src/platform/tasks/deadLetters.js";
import { replay } from "../../src/platform/tasks/replay.js";
import { database } from "./database.js";
import { forgetJob, type KilledJob, survivesKills, without } from "./killKit.js";
import type { TestInstance } from "./testInstance.js";

/** What a feature's test says of its job: the rest is the same for all jobs. */
export interface JobSubject extends KilledJob {
  /** Ten pages of the work and one item more. */
  readonly backlog: number;
  readonly poison: Poison;
}

/** An item that fails in five runs. */
export interface Poison {
  /** Makes it due. */
  make(): Promise<unknown>;
  /** Puts it right. Answers the entry of `done` that is to come of it. */
  mend(): Promise<string>;
}

/**
 * Tests that every job has to stand. To be called in the `describe` of an instance with a `standingClock`: it is some minutes ahead,
 * so what a killed process held is free.
 */
export function standsWhatJobsMust(server: () => TestInstance, subject: JobSubject): void {
  const { job, due, backlog } = subject;
  const run = () => server().instance.jobs.called(job, undefined);

  describe(`as the job ${job}`, function () {
    this.timeout(minutes(1));
    beforeEach(() => forgetJob(job));

    it("has one effect, of 20 calls at once for the same slot and of one more", async () => {
      const expected = await due(3);
      // A slot that begins after all that is due now.
      const time = Date.now() + minutes(30);
      const call = async () => (await server().instance.jobs.scheduled(job, time)).outcome;
      const seen = await doneBy(subject, async () => {
        const outcomes = await Promise.all(Array.from({ length: 20 }, call));
        expect(outcomes.filter((outcome) => outcome === "completed")).to.have.length(1);
        expect(await call()).to.equal("skipped");
        await run();
      });
      expect(seen).to.have.members(expected);
    });

    doesTenPages(server, { ...subject, backlog });
    survivesKills(server, subject);
    setsAside(server, subject);
  });
}

/** The test of a backlog: `backlog` is ten pages of the work and one item more. */
export function doesTenPages(
  server: () => TestInstance,
  { backlog, ...subject }: KilledJob & { readonly backlog: number },
): void {
  const { job, due } = subject;
  it(`does ten pages and one item more, as the job ${job}, each item once`, async function () {
    this.timeout(minutes(10));
    await forgetJob(job);
    const expected = await due(backlog);
    const run = () => server().instance.jobs.called(job, undefined);
    expect(await doneBy(subject, run)).to.have.members(expected);
  });
}

const Payload = z.object({ id: z.string() });

/** The test of an item that always fails. */
export function setsAside(
  server: () => TestInstance,
  { poison, ...subject }: Omit<JobSubject, "backlog">,
): void {
  const { job, due } = subject;
  const run = async () => (await server().instance.jobs.called(job, undefined)).counts;

  it("sets an item aside that always fails, does the others, and tries it again when it is replayed", async () => {
    await forgetJob(job);
    await poison.make();
    const expected = await due(2);
    const seen = await doneBy(subject, async () => {
      for (let runs = 0; runs < 5; runs++) expect(await run()).to.include({ failed: 1 });
    });
    expect(seen).to.have.members(expected);
    expect(await run(), "no run tries it any more").not.to.have.property("failed");
    const aside = database().collection("jobFailures").where("job", "==", job).where("setAside", "==", true);
    const { docs } = await aside.get();
    expect(docs).to.have.length(1);

    const mended = await poison.mend();
    await replayAll(server());
    expect(await doneBy(subject, run)).to.deep.equal([mended]);
    expect((await aside.get()).size).to.equal(0);
  });
}

/** As `npm run replay` does it for what jobs have set aside, with a queue that runs its tasks at once. */
export async function replayAll({ instance }: TestInstance): Promise<void> {
  const letters = deadLetters(database(), systemClock);
  const ids: string[] = [];
  for await (const letter of letters.list()) {
    if ("queue" in letter && letter.queue === "jobs") ids.push(letter.id);
  }
  const tasks = {
    enqueue: (_: string, { payload }: { payload: object }) => instance.jobs.task(Payload.parse(payload).id),
  };
  const given = { deadLetters: letters, tasks, topics: new Map(), wakeUps: new Map(), clock: systemClock };
  for await (const outcome of replay(given, ids)) expect(outcome.type).to.equal("sent");
}

/** All that was done while `act` ran. */
async function doneBy({ done }: Pick<KilledJob, "done">, act: () => Promise<unknown>): Promise<string[]> {
  const before = await done();
  await act();
  return without(await done(), before);
}
