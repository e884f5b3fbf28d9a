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
    maxAttempts: 3,
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
    await handle({ data: { id: "a" }, retryCount: 0 });
    await handle({ data: { id: "b", more: true } });
    expect(acted).to.deep.equal([{ id: "a" }, { id: "b" }]);
    expect(letters).to.deep.equal([]);
  });

  it("puts aside at once what it cannot read: trying again would not help", async () => {
    const { handle, acted, letters } = aFunction();
    await handle({ data: { id: 7 }, retryCount: 0 });
    await handle({ data: undefined });
    expect(acted).to.deep.equal([]);
    expect(letters).to.have.length(2);
    const [first] = letters;
    expect(first).to.deep.include({ queue: "fanOut", payload: { id: 7 }, attempts: 1 });
    expect(first?.reason).to.match(/^ZodError: /);
  });

  it("fails for another try until the last, then puts aside with the reason, and succeeds", async () => {
    const errors = [1, 2, 3].map((n) => new Error(`failed ${n}`));
    const { handle, letters, log } = aFunction(...errors);
    const data = { id: "a" };
    expect(await failureOf(handle({ data, retryCount: 0 }))).to.equal(errors[0]);
    expect(await failureOf(handle({ data, retryCount: 1 }))).to.equal(errors[1]);
    expect(letters).to.deep.equal([]);
    expect(await failureOf(handle({ data, retryCount: 2 }))).to.equal(undefined);
    expect(letters).to.deep.equal([
      { queue: "fanOut", payload: data, reason: "Error: failed 3", attempts: 3 },
    ]);
    expect(log.entries.map(({ event }) => event)).to.deep.equal([
      "task.failed",
      "task.failed",
      "task.put_aside",
    ]);
  });

  it("names the code of what failed rather than its name", async () => {
    const { handle, letters } = aFunction(Object.assign(new Error("gone"), { code: 14 }));
    await handle({ data: { id: "a" }, retryCount: 2 });
    expect(letters[0]?.reason).to.equal("14: gone");
  });

  it("does not try again what has ended the process in its last attempt", async () => {
    const { handle, acted, letters } = aFunction();
    await handle({ data: { id: "a" }, retryCount: 3 });
    expect(acted).to.deep.equal([]);
    expect(letters).to.have.length(1);
  });

  it("fails if it cannot put aside either: the task is not lost", async () => {
    const handle = taskHandler({
      queue: "fanOut",
      payload: z.object({}),
      maxAttempts: 1,
      act: () => Promise.reject(new Error("no luck")),
      deadLetters: { put: () => Promise.reject(new Error("no database")) },
      log: recordedLog(),
    });
    expect(await failureOf(handle({ data: {}, retryCount: 0 }))).to.have.property("message", "no database");
  });
});
