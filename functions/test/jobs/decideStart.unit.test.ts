import { expect } from "chai";
import { minutes } from "../../src/platform/clock.js";
import { decideSlot, decideStart, type Seen } from "../../src/jobs/decideStart.js";
import type { OpenRun } from "../../src/jobs/schema.js";

const schedule = { everyMs: minutes(1), catchUpMs: minutes(60) };
const now = Date.parse("2026-03-01T12:05:10Z");
const slot = Date.parse("2026-03-01T12:05:00Z");

const open: OpenRun = {
  runId: "earlier",
  job: "automations",
  slot: "2026-03-01T12:04:00.000Z",
  trigger: "schedule",
  startedAt: "2026-03-01T12:04:01.000Z",
  counts: {},
  missed: 0,
  attempts: 1,
  deaths: 0,
};

const decide = (seen: Partial<Seen>) =>
  decideStart({
    job: {},
    open: undefined,
    isDone: false,
    wanted: { runId: "wanted", slot, trigger: "schedule" },
    now,
    ...seen,
  });

describe("a call of a job", () => {
  it("begins a run, and tells it of the slots that were missed while something was due", () => {
    expect(decide({})).to.deep.equal({ type: "begin" });
    const lastSlot = slot - minutes(4);
    expect(decide({ job: { lastSlot } })).to.deep.equal({ type: "look", lastSlot });
    const since = (ago: number) =>
      decideSlot(schedule, { lastSlot, slot, due: { since: slot - minutes(ago) } });
    expect(since(9)).to.deep.equal({ type: "begin", missed: 3 });
    expect(since(2)).to.deep.equal({ type: "begin", missed: 2 });
    expect(since(0)).to.deep.equal({ type: "begin", missed: 0 });
  });

  it("has no run where nothing is due, but for one an hour", () => {
    const idle = (ago: number) =>
      decideSlot(schedule, { lastSlot: slot - minutes(ago), slot, due: undefined });
    expect(idle(1)).to.deep.equal({ type: "idle" });
    expect(idle(59)).to.deep.equal({ type: "idle" });
    expect(idle(60)).to.deep.equal({ type: "begin", missed: 0 });
    expect(idle(63)).to.deep.equal({ type: "begin", missed: 3 });
  });

  it("is skipped while another process holds the lease", () => {
    expect(decide({ job: { leaseUntil: now + 1, openRun: "earlier" }, open })).to.deep.equal({
      type: "skip",
      reason: "running",
      runId: "earlier",
    });
  });

  it("resumes a run whose process died, and one that waits to be continued", () => {
    const job = { openRun: "earlier" };
    expect(decide({ job: { ...job, leaseUntil: now }, open })).to.deep.equal({
      type: "resume",
      run: open,
      died: true,
    });
    expect(decide({ job, open })).to.deep.equal({ type: "resume", run: open, died: false });
  });

  it("is skipped for a slot that was done, or that a later one stood for", () => {
    const done = { type: "skip", reason: "done", runId: "wanted" };
    expect(decide({ isDone: true, job: { lastSlot: slot } })).to.deep.equal(done);
    const passed = { type: "skip", reason: "passed", runId: "wanted" };
    expect(decide({ job: { lastSlot: slot } })).to.deep.equal(passed);
  });

  it("by HTTP runs whatever slots of the schedule were run", () => {
    const wanted = { runId: "wanted", slot, trigger: "http" } as const;
    expect(decide({ wanted, job: { lastSlot: slot } })).to.deep.equal({ type: "begin" });
  });
});
