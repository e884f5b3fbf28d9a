import { expect } from "chai";
import type { JobName } from "@firecast/contract/jobs";
import { minutes } from "../../src/platform/clock.js";
import { countsOf } from "../support/counting.js";
import { database } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { anInstance } from "../support/testInstance.js";
import { aBacklog, beyondTheLease, hang, jobBench, named } from "./jobBench.js";

const job: JobName = "setup-orchestration";
let tests = 0;

describe("a slot of a job", () => {
  const server = anInstance();

  /** Each test in a year of its own: runs are named by their slots. */
  const bench = () => jobBench(server(), `${2050 + ++tests}-01-01T00:00:05.000Z`);

  beforeEach(() => database().doc(`jobs/${job}`).delete());

  it("does once what was due in slots that no process ran, and is told how many those were", async () => {
    const { clock, process } = bench();
    await process(aBacklog(job, named("m", 1)).work).scheduled(job, clock.now());
    const dueSince = clock.now() + minutes(2);
    clock.pass(minutes(10));
    const { work, done } = aBacklog(job, named("m", 3), { dueSince });
    const { runId, counts } = await process(work).scheduled(job, clock.now());
    expect(counts).to.include({ done: 3 });
    expect(done).to.have.length(3);
    const { items } = await process().runs({ job, limit: 1 });
    expect(items[0]).to.deep.include({ runId, missed: 7 }); // the slots 3 to 9 minutes after the first
  });

  it("costs one read of its own where nothing is due, and writes nothing", async () => {
    const { clock, process } = bench();
    const { work, pages } = aBacklog(job, []);
    const { runId } = await process(work).scheduled(job, clock.now());
    clock.pass(minutes(1));
    const counts = await countsOf(async () => {
      const run = await process(work).scheduled(job, clock.now());
      expect(run).to.deep.include({ outcome: "completed", counts: {} });
    });
    expect(counts).to.deep.equal({ commits: 0, writes: 0, deletes: 0, reads: 1 });
    expect(pages, "of the first run, and the look").to.have.length(2);
    const latest = async () => (await process().runs({ job, limit: 1 })).items[0]?.runId;
    expect(await latest()).to.equal(runId);
    clock.pass(minutes(59));
    const alive = await process(work).scheduled(job, clock.now());
    expect(await latest(), "a sign of life").to.equal(alive.runId);
  });

  it("is nobody else's while its process lives, whatever the clocks of others say", async () => {
    const { clock, skewed } = bench();
    let wake = (): void => undefined;
    const awake = new Promise<undefined>((resolve) => (wake = () => resolve(undefined)));
    const { work, done } = aBacklog(job, named("k", 2), { act: () => awake });
    const running = skewed(-minutes(3), work).scheduled(job, clock.now());
    await eventually(
      async () => (await database().doc(`jobs/${job}`).get()).exists,
      (exists) => exists,
    );
    const { outcome } = await skewed(minutes(5), work).scheduled(job, clock.now());
    expect(outcome).to.equal("skipped");
    wake();
    expect(await running).to.deep.include({ outcome: "completed" });
    expect(done).to.have.members(named("k", 2));

    const next = aBacklog(job, named("l", 2), { act: ({ id }) => (id === "l-0000" ? hang() : undefined) });
    clock.pass(minutes(1));
    void skewed(minutes(5), next.work).scheduled(job, clock.now());
    await eventually(
      () => next.done.length,
      (length) => length === 1,
    );
    clock.pass(beyondTheLease);
    const after = aBacklog(job, named("l", 1));
    const resumed = await skewed(-minutes(3), after.work).scheduled(job, clock.now());
    expect(resumed, "not later because that clock ran ahead").to.deep.include({ outcome: "completed" });
    expect(after.done).to.deep.equal(named("l", 1));
  });
});
