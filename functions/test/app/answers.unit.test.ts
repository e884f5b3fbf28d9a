import { Timestamp } from "firebase-admin/firestore";
import { expect } from "chai";
import fc from "fast-check";
import type { WritingDeps } from "../../src/app/answers/deps.js";
import { standInModel, tokensOf } from "../../src/app/answers/model.js";
import type { Answer } from "../../src/app/answers/schema.js";
import { writeAnswer } from "../../src/app/answers/writeAnswer.js";
import { Problem, unavailable } from "../../src/platform/problems.js";
import { aHead } from "../features/durableStreams/heads.js";
import { recordedLog } from "../support/recordedLog.js";
import { unusedFirebase } from "../support/unusedFirebase.js";

const due = { uid: "ann", id: "a" };
const prompt = "to be or not";

/** A stream whose appends fail where told: some that took effect, too. */
function anAnswer(failing: ReadonlyMap<number, "before" | "after">) {
  let [text, closed, appends, told] = ["", false, 0, 0];
  let answer: Answer = {
    id: "a",
    prompt,
    stream: "answers/ann/a",
    status: "writing",
    askedAt: "2026-01-05T09:00:00.000Z",
  };
  const deps: WritingDeps = {
    clock: { now: () => 0 },
    log: recordedLog(),
    model: standInModel(() => Promise.resolve()),
    publisher: {
      append: ({ writes }) => {
        writes?.(unusedFirebase.firestore.batch(), []);
        return Promise.resolve([]);
      },
    },
    store: {
      answer: () => Promise.resolve({ value: answer, version: new Timestamp(0, 0) }),
      complete: () => {
        told++;
        answer = { ...answer, status: "complete" };
      },
    },
    streams: {
      read: () => Promise.resolve({ bytes: Buffer.from(text), end: text.length, closed }),
      append: async (_stream, _type, body, { at, closes = false } = {}) => {
        await Promise.resolve();
        const fate = failing.get(appends++);
        if (fate === "before") throw unavailable(new Error("not heard"));
        if (at !== text.length || closed) throw new Problem("conflict");
        text += body.toString();
        closed = closes;
        if (fate === "after") throw unavailable(new Error("not heard"));
        return aHead();
      },
    },
  };
  return { deps, text: () => text, told: () => told };
}

describe("an answer", () => {
  it("has each token once, whichever of its tries fail and where", async () => {
    const fate = fc.constantFrom("before" as const, "after" as const);
    const failing = fc.array(fc.tuple(fc.nat(400), fate), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(failing, async (some) => {
        const { deps, text, told } = anAnswer(new Map(some));
        for (let tries = 0; told() === 0 && tries < 10; tries++)
          await writeAnswer(deps, due).catch(() => undefined);
        await writeAnswer(deps, due);
        expect({ text: text(), told: told() }).to.deep.equal({ text: tokensOf(prompt).join(""), told: 1 });
      }),
      { numRuns: 30 },
    );
  });

  it("is written once by two tries at the same time", async () => {
    const { deps, text } = anAnswer(new Map());
    await Promise.allSettled([writeAnswer(deps, due), writeAnswer(deps, due)]);
    await writeAnswer(deps, due);
    expect(text()).to.equal(tokensOf(prompt).join(""));
  });
});
