import { expect } from "chai";
import { z } from "zod";
import type { JobName } from "@firecast/contract/jobs";
import { days, minutes } from "../../src/platform/clock.js";
import { StoredFailure } from "../../src/jobs/schema.js";
import { deadLetters } from "../../src/platform/tasks/deadLetters.js";
import { countsOf } from "../support/counting.js";
import { database } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { anInstance, theFirebase } from "../support/testInstance.js";
import { aBacklog, beyondTheLease, hang, jobBench, named } from "./jobBench.js";

const job: JobName = "setup-orchestration";
let tests = 0;

const Payload = z.object({ id: z.string(), item: z.string() });

describe("a job", () => {
  const server = anInstance();

  /** Each test in a year of its own: runs are named by their slots. */
  const bench = () => jobBench(server(), `${2030 + ++tests}-01-01T00:00:05.000Z`);
  const completions = async () => (await server().events("system")).filter(({ by }) => by === undefined);

  beforeEach(() => database().doc(`jobs/${job}`).delete());

  it("does a backlog of ten pages, each item once, and tells of it", async () => {
    const { clock, process } = bench();
    const { work, done, pages } = aBacklog(job, named("a", 100));
    const answer = await process(work).scheduled(job, clock.now());
    expect(answer).to.deep.include({ outcome: "completed", counts: { done: 100, counted: 200 } });
    expect(done).to.have.members(named("a", 100));
    expect(pages).to.have.length(10);
    expect((await completions()).at(-1)).to.deep.include({ type: "system:job_completed" });
    expect((await completions()).at(-1)?.data).to.deep.include({
      jobId: answer.runId,
      type: job,
      status: "completed",
      result: { counts: answer.counts },
    });
  });

  it("does a slot once: of 20 calls at once, and of one that comes later", async () => {
    const { clock, process } = bench();
    const { work, done } = aBacklog(job, named("b", 3));
    const calls = Array.from({ length: 20 }, () => process(work).scheduled(job, clock.now()));
    const outcomes = (await Promise.all(calls)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === "completed")).to.have.length(1);
    expect(outcomes.filter((outcome) => outcome === "skipped")).to.have.length(19);
    clock.pass(minutes(0.5));
    expect(await process(work).scheduled(job, clock.now())).to.deep.include({ outcome: "skipped" });
    expect(done).to.have.members(named("b", 3));
  });

  it("goes on at the next slot where a process died, and then does the slot's own run", async () => {
    const { clock, process } = bench();
    const ids = named("c", 40);
    const died = aBacklog(job, ids, { act: ({ id }) => (id === "c-0025" ? hang() : undefined) });
    void process(died.work).scheduled(job, clock.now());
    await eventually(
      () => died.done.length,
      (length) => length === 29,
    );
    const next = aBacklog(
      job,
      ids.filter((id) => !died.done.includes(id)),
    );
    expect(await process(next.work).scheduled(job, clock.now())).to.deep.include({ outcome: "skipped" });
    clock.pass(minutes(3));
    expect(await process(next.work).scheduled(job, clock.now())).to.deep.include({ outcome: "completed" });
    expect(next.pages[0]).to.equal("c-0019");
    expect([...died.done, ...next.done]).to.have.members(ids);
    const { items } = await process().runs({ job, limit: 1 });
    expect(items[0]).to.deep.include({
      ...{ trigger: "schedule", outcome: "completed", attempts: 2, missed: 0 },
      counts: { done: 31, counted: 62 },
    });
  });

  it("refuses what a process writes that was stalled and overtaken", async () => {
    const { clock, process } = bench();
    let wake = (): void => undefined;
    const stalled = aBacklog(job, named("d", 2), {
      size: 1,
      act: ({ id }) =>
        id === "d-0000"
          ? new Promise((resolve) => {
              wake = () => resolve(undefined);
            })
          : undefined,
    });
    const slow = process(stalled.work).scheduled(job, clock.now());
    await eventually(
      () => stalled.pages.length,
      (length) => length === 1,
    );
    await eventually(
      async () => (await database().doc(`jobs/${job}`).get()).exists,
      (exists) => exists,
    );
    clock.pass(beyondTheLease);
    const { work, done } = aBacklog(job, named("d", 2));
    expect(await process(work).called(job, undefined)).to.deep.include({ outcome: "completed" });
    wake();
    expect(await slow).to.deep.include({ outcome: "continued", counts: {} });
    expect(done).to.have.members(named("d", 2));
    expect(stalled.done).to.deep.equal(["d-0000"]);
  });

  it("ends at 80 % of its time, and a task does the rest", async () => {
    const { clock, process, continued } = bench();
    const { work, done } = aBacklog(job, named("e", 10), {
      atOnce: 1,
      act: () => clock.pass(minutes(1)) ?? undefined,
    });
    const runner = process(work);
    const { runId, ...first } = await runner.scheduled(job, clock.now());
    expect(first).to.deep.equal({ outcome: "continued", counts: { done: 7, counted: 14 } });
    expect(continued).to.deep.equal([runId]);
    await runner.task(runId);
    expect(done).to.deep.equal(named("e", 10));
    const { items } = await runner.runs({ job, limit: 1 });
    expect(items[0]).to.deep.include({ runId, outcome: "completed", counts: { done: 10, counted: 20 } });
    await runner.task(runId); // tasks come twice
    expect(done).to.have.length(10);
  });

  it("sets an item aside that fails again and again, tells its owner, and tries it when it is replayed", async () => {
    const { clock, process, told } = bench();
    let broken = true;
    const fail = (): never => {
      throw new Error("does not work");
    };
    const poisoned = aBacklog(job, named("f", 3), {
      maxFailures: 2,
      act: ({ id }) => (id === "f-0001" && broken ? fail() : undefined),
      ownersOf: () => ["alice"],
    });
    const runner = process(poisoned.work);
    const next = async () => {
      clock.pass(minutes(1));
      return (await runner.scheduled(job, clock.now())).counts;
    };
    expect(await next()).to.deep.equal({ done: 2, counted: 4, failed: 1 });
    expect(await next()).to.deep.equal({ failed: 1, setAside: 1 });
    const counts = await countsOf(async () => {
      expect(await next()).to.deep.equal({});
    });
    expect(counts).to.include({ commits: 0 });
    expect(told.map(({ type, audience }) => ({ type, audience }))).to.deep.equal([
      { type: "system_alert", audience: { type: "users", uids: ["alice"] } },
    ]);
    expect(JSON.stringify(told), "reasons are for operators").not.to.match(/does not work|backlog|f-0001/);
    const letters = deadLetters(theFirebase().firestore, clock);
    broken = false;
    for await (const letter of letters.list()) {
      const payload = Payload.safeParse("payload" in letter ? letter.payload : undefined);
      if (payload.data?.item === "f-0001") await runner.task(payload.data.id);
    }
    expect(await next()).to.deep.equal({ done: 1, counted: 2 });
    expect(poisoned.done).to.have.members(named("f", 3));
  });

  it("keeps aside what is still there, and of what is gone nothing for longer than a month", async () => {
    const { clock, process } = bench();
    const ids = named("i", 2);
    const failing = aBacklog(job, ids, { maxFailures: 1, act: () => Promise.reject(new Error("never")) });
    await process(failing.work).scheduled(job, clock.now());
    const keptUntil = async () => {
      const failures = database().collection("jobFailures").where("job", "==", job);
      const { docs } = await failures.get();
      const ofTest = docs.map((failure) => StoredFailure.parse(failure.data()));
      return ofTest
        .filter(({ item }) => ids.includes(item))
        .map(({ expireAt }) => (expireAt?.toMillis() ?? 0) - clock.now())
        .sort();
    };
    expect(await keptUntil()).to.deep.equal([days(30), days(30)]);
    clock.pass(days(16));
    const one = aBacklog(job, ids.slice(0, 1));
    expect((await process(one.work).scheduled(job, clock.now())).counts).to.deep.equal({});
    expect(await keptUntil()).to.deep.equal([days(14), days(30)].sort());
    clock.pass(days(1));
    await process(one.work).scheduled(job, clock.now());
    expect(await keptUntil(), "not written by every run").to.deep.equal([days(13), days(29)].sort());
  });

  it("finds the item that ends its process, and sets that one aside alone", async () => {
    const { clock, process } = bench();
    const ids = named("g", 3);
    const done = new Set<string>();
    let last: Promise<unknown> = Promise.resolve();
    let deaths = 0;
    const die = (): Promise<undefined> => {
      deaths++;
      return hang();
    };
    for (let slot = 0; slot < 8 && done.size < 2; slot++) {
      clock.pass(minutes(1));
      const deadly = aBacklog(
        job,
        ids.filter((id) => !done.has(id)),
        {
          maxFailures: 1,
          atOnce: 1,
          act: ({ id }) => (id === "g-0000" ? die() : void done.add(id)),
        },
      );
      const before = deaths;
      last = process(deadly.work).scheduled(job, clock.now());
      await Promise.race([
        last,
        eventually(
          () => deaths,
          (now) => now > before || done.size === 2,
        ),
      ]);
    }
    expect(await last).to.deep.include({ outcome: "completed" });
    expect([...done]).to.deep.equal(["g-0001", "g-0002"]);
  });

  it("loses no work to another one that is broken", async () => {
    const { clock, process } = bench();
    const { work, done } = aBacklog(job, named("h", 2));
    const broken = {
      ...aBacklog(job, []).work,
      name: "broken",
      page: () => Promise.reject(new Error("no index")),
    };
    const runner = process(broken, work);
    expect(await runner.scheduled(job, clock.now())).to.deep.include({ counts: { done: 2, counted: 4 } });
    expect(done).to.have.length(2);
    const { items } = await runner.runs({ job, limit: 1 });
    expect(items[0]).to.deep.include({ outcome: "failed", error: "broken: Error: no index" });
  });
});
