import { expect } from "chai";
import {
  attemptFailed,
  attemptWaits,
  cancelled,
  isFree,
  leaseMs,
  maxAttempts,
  type Next,
  retried,
  stepDone,
  taken,
  undone,
} from "../../../src/features/setup/progress.js";
import type { StoredSetup } from "../../../src/features/setup/schema.js";
import { aSetup, known, madeAt, start, statesOf } from "./builders.js";

const now = start + 1000;
const take = (setup: StoredSetup, at = now): Next => taken(setup, known, { holder: "p1", now: at });
const toldBy = ({ told }: Next) =>
  told.map(({ stage, status, progress }) => `${stage} ${status} ${progress}`);

describe("a set-up", () => {
  it("is taken on as far as the first step that takes some doing, with a lease", () => {
    const next = take(aSetup());
    expect(statesOf(next.setup)).to.deep.equal(["completed", "running", "pending", "pending"]);
    expect(toldBy(next)).to.deep.equal(["channels running 0", "tools running 25"]);
    const leaseUntil = now + leaseMs;
    expect(next.setup).to.deep.include({ holder: "p1", leaseUntil, dueAt: leaseUntil, attempts: 1 });
  });

  it("where nothing was asked for is done at once, without a lease", () => {
    const steps = aSetup().steps.slice(0, 1);
    const next = take(aSetup({ order: {}, steps }));
    expect(toldBy(next)).to.deep.equal(["channels running 0", "channels completed 100"]);
    const { dueAt: _, ...setup } = aSetup({
      order: {},
      state: "done",
      updatedAt: "2026-03-01T12:00:01.000Z",
    });
    expect(next.setup).to.deep.equal({
      ...setup,
      steps: [{ name: "channels", state: "completed", notes: [] }],
    });
  });

  it("goes step by step, tells of each as it begins, and forgets what is no longer needed", () => {
    let next = take(aSetup());
    const told = toldBy(next);
    const left = [];
    while (next.setup.state === "open") {
      next = stepDone(next.setup, known, [], now);
      told.push(...toldBy(next));
      left.push(Object.keys(next.setup.order));
    }
    expect(told).to.deep.equal([
      "channels running 0",
      "tools running 25",
      "invites running 50",
      "welcome running 75",
      "welcome completed 100",
    ]);
    expect(left).to.deep.equal([["invites", "welcome"], ["welcome"], []]);
    expect(next.setup).to.not.have.any.keys("holder", "leaseUntil", "dueAt");
  });

  it("that is taken on again tells nothing twice", () => {
    const first = take(aSetup()).setup;
    const again = taken(first, known, { holder: "p2", now: now + leaseMs });
    expect(again.told).to.deep.equal([]);
    expect(again.setup).to.deep.include({ holder: "p2", attempts: 2, steps: first.steps });
  });

  it("is one process's until its lease ends, or nobody's once it is over", () => {
    const { setup } = take(aSetup());
    expect(isFree(setup, "p2", now)).to.equal(false);
    expect(isFree(setup, "p1", now)).to.equal(true);
    expect(isFree(setup, "p2", now + leaseMs)).to.equal(true);
    expect(isFree({ ...setup, state: "done" }, "p1", now + leaseMs)).to.equal(false);
    expect(isFree({ ...setup, state: "aside" }, "p1", now + leaseMs)).to.equal(false);
  });

  it("says at its end what was not possible", () => {
    const { setup } = take(aSetup({ steps: aSetup().steps.slice(0, 2) }));
    const [told] = stepDone(setup, known, ["The tool t1: Not found"], now).told;
    expect(told).to.deep.include({ message: "The space is set up, except for this: The tool t1: Not found" });
  });

  it("waits longer from attempt to attempt, and is set aside after the last one", () => {
    let setup = take(aSetup()).setup;
    const waits = [];
    for (let attempt = 1; attempt < maxAttempts; attempt++) {
      const failed = attemptFailed(setup, now);
      expect(failed.told).to.deep.equal([]);
      waits.push((failed.setup.dueAt ?? 0) - now);
      setup = take(failed.setup).setup;
    }
    expect(waits).to.deep.equal([30_000, 60_000, 120_000, 240_000]);
    const last = attemptFailed(setup, now);
    expect(toldBy(last)).to.deep.equal(["tools failed 25"]);
    expect(statesOf(last.setup)).to.deep.equal(["completed", "failed", "pending", "pending"]);
    expect(last.setup).to.deep.include({ state: "aside" });
    expect(last.setup).to.not.have.any.keys("holder", "leaseUntil", "dueAt");
  });

  it("counts attempts that ended their process", () => {
    let { setup } = take(aSetup());
    for (let death = 1; death < maxAttempts; death++) setup = take(setup).setup;
    expect(take(setup).setup).to.deep.include({ state: "aside" });
  });

  it("that has to wait has not failed", () => {
    const { setup } = take(aSetup());
    const next = attemptWaits(setup, 2000, now);
    expect(next.setup).to.deep.include({ attempts: 0, dueAt: now + 2000 });
    expect(next.setup.steps[1]).to.deep.include({
      state: "running",
      reason: "Too much at once. It goes on soon.",
    });
  });

  it("has all its attempts again when it is retried, and begins with the step that failed", () => {
    const aside = attemptFailed({ ...take(aSetup()).setup, attempts: maxAttempts }, now).setup;
    const setup = retried(aside, now);
    expect(setup).to.deep.include({ state: "open", attempts: 0, retries: 1, dueAt: now });
    expect(statesOf(setup)).to.deep.equal(["completed", "pending", "pending", "pending"]);
    expect(toldBy(take(setup))).to.deep.equal(["tools running 25"]);
  });

  it("that is cancelled is undone by who has it, and by another one once that one's lease is over", () => {
    const { setup } = take(aSetup());
    const next = cancelled(setup, "ann", now);
    expect(toldBy(next)).to.deep.equal(["cancel running 25"]);
    const { leaseUntil } = setup;
    expect(next.setup).to.deep.include({ phase: "undo", cancelledBy: "ann", order: {}, dueAt: leaseUntil });
    expect(isFree(next.setup, "p1", now)).to.equal(true);
    expect(isFree(next.setup, "p2", now)).to.equal(false);
  });

  it("that is undone shows what was taken back and what was never begun", () => {
    const tools = stepDone(take(aSetup()).setup, known, [], now).setup;
    const undoing = taken(cancelled(tools, "ann", now).setup, known, { holder: "p1", now });
    expect(undoing.told).to.deep.equal([]);
    const next = undone(undoing.setup, known, now);
    expect(statesOf(next.setup)).to.deep.equal(["completed", "undone", "undone", "skipped"]);
    expect(toldBy(next)).to.deep.equal(["cancel failed 25"]);
    expect(next.setup).to.deep.include({ phase: "undo", state: "done" });
  });

  it("that cannot be undone is set aside, and retried as one that is to be undone", () => {
    const undoing = take(cancelled(take(aSetup()).setup, "ann", now).setup).setup;
    const aside = attemptFailed({ ...undoing, attempts: maxAttempts }, now);
    expect(toldBy(aside)).to.deep.equal(["cancel failed 25"]);
    expect(statesOf(aside.setup)).to.deep.equal(statesOf(undoing));
    expect(retried(aside.setup, now)).to.deep.include({ phase: "undo", state: "open", retries: 1 });
  });

  it("of a step that the deployment does not have any more goes on without it", () => {
    const next = taken(aSetup(), new Map([["channels", { doing: "Opening channels" }]]), {
      holder: "p1",
      now,
    });
    expect(next.setup.state).to.equal("done");
    expect(next.setup.steps[1]?.notes).to.deep.equal(["This deployment does not do that any more."]);
  });

  it("keeps when it was made", () => {
    expect(take(aSetup()).setup.createdAt).to.equal(madeAt);
  });
});
