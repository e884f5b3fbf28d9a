import { expect } from "chai";
import { z } from "zod";
import type { DeadLetter } from "../../../src/platform/tasks/deadLetters.js";
import { taskHandler } from "../../../src/platform/tasks/taskHandler.js";
import { recordedLog } from "../../support/recordedLog.js";

/** A function that takes tasks; fails with each error in turn, then succeeds. */
function aFunction(...errors: Error[]) {
  const [acted, letters, log]: [unknown[], DeadLetter[], ReturnType<typeof recordedLog>] = [
    [],
    [],
    recordedLog(),
  ];
  const handle = taskHandler({
    queue: "fanOut",
    payload: z.object({ id: z.string() }),
    act: (payload) => {
      acted.push(payload);
      const error = errors.shift();
      return error ? Promise.reject(error) : Promise.resolve();
    },
    deadLetters: { put: (letter) => Promise.resolve(void letters.push(letter)) },
    log,
  });
  return { handle, acted, letters, log };
}

const failureOf = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a function that takes tasks", () => {
  it("acts on what it can read", async () => {
    const { handle, acted, letters } = aFunction();
    await handle({ data: { id: "a" } });
    await handle({ data: { id: "b", more: true } });
    expect(acted).to.deep.equal([{ id: "a" }, { id: "b" }]);
    expect(letters).to.deep.equal([]);
  });

  it("puts aside at once what it cannot read: trying again would not help", async () => {
    const { handle, acted, letters } = aFunction();
    await handle({ data: { id: 7 } });
    await handle({ data: undefined });
    expect(acted).to.deep.equal([]);
    expect(letters).to.have.length(2);
    const [first] = letters;
    expect(first).to.deep.include({ queue: "fanOut", payload: { id: 7 }, attempts: 1 });
    expect(first?.reason).to.match(/^ZodError: /);
  });

  it("N4: fails for another try, and acts however often Cloud Tasks has called in vain", async () => {
    const errors = [1, 2].map((n) => new Error(`failed ${n}`));
    const { handle, acted, letters, log } = aFunction(...errors);
    const data = { id: "a" };
    const again = { data, retryCount: 99, executionCount: 99 };
    expect(await failureOf(handle(again))).to.equal(errors[0]);
    expect(await failureOf(handle(again))).to.equal(errors[1]);
    expect(await failureOf(handle(again))).to.equal(undefined);
    expect(acted).to.have.length(3);
    expect(letters).to.deep.equal([]);
    expect(log.entries.map(({ event }) => event)).to.deep.equal(["task.failed", "task.failed"]);
  });

  it("fails if it cannot put aside either: the task is not lost", async () => {
    const handle = taskHandler({
      queue: "fanOut",
      payload: z.object({ id: z.string() }),
      act: () => Promise.resolve(),
      deadLetters: { put: () => Promise.reject(new Error("no database")) },
      log: recordedLog(),
    });
    expect(await failureOf(handle({ data: {} }))).to.have.property("message", "no database");
  });
});
