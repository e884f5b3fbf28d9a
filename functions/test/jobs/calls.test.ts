import { expect } from "chai";
import { eventually } from "../support/eventually.js";
import { database } from "../support/database.js";
import { anInstance } from "../support/testInstance.js";
import { aBacklog, jobBench, named } from "./jobBench.js";

const job = "setup-orchestration";

describe("a call of a job by HTTP", () => {
  const server = anInstance();
  beforeEach(() => database().doc(`jobs/${job}`).delete());

  it("is answered in time though an item takes longer: a task does it, and nothing more comes of the call", async () => {
    const { clock, process, continued } = jobBench(server(), "2029-01-01T00:00:05.000Z", {
      answerWithinMs: 300,
    });
    let wake = (): void => undefined;
    const untilWoken = () => {
      clock.pass(300);
      return new Promise<undefined>((resolve) => (wake = () => resolve(undefined)));
    };
    const slow = aBacklog(job, named("a", 4), {
      size: 2,
      act: ({ id }) => (id === "a-0001" ? untilWoken() : undefined),
    });
    const { runId, outcome } = await process(slow.work).called(job, undefined);
    expect({ outcome, continued }).to.deep.equal({ outcome: "continued", continued: [runId] });

    const rest = aBacklog(job, named("a", 4).slice(1));
    const runner = process(rest.work);
    await runner.task(runId);
    expect(rest.done).to.deep.equal(named("a", 4).slice(1));
    wake();
    await eventually(
      () => slow.done,
      (done) => done.includes("a-0001"),
    );
    expect(slow.pages, "no further page").to.deep.equal([undefined]);
    const { items } = await runner.runs({ job, limit: 1 });
    expect(items[0]).to.deep.include({ runId, outcome: "completed", attempts: 2 });
  });
});
