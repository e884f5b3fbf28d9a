import { expect } from "chai";
import fc from "fast-check";
import { Arena, history } from "../support/arena.js";
import { virtualTime } from "../support/virtualTime.js";
import { everyday, rare, slow, type Step, take } from "./steps.js";

/** When the hub looks into the log of a feed in its turn, ms. */
const turns = { first: 1000, every: 30_000 };

/** Plays the steps, then lets everything come to rest; the witnesses object to what must not be. */
async function play(
  steps: readonly Step[],
  judge: (arena: Arena) => void,
  options: { padding?: number; batchFrom?: number | undefined } = {},
): Promise<void> {
  virtualTime.start();
  const arena = new Arena(options);
  try {
    for (const step of steps) await take(arena, step);
    await arena.quiet();
    await arena.verified();
    await arena.quiet();
    for (const witness of arena.witnesses) {
      expect(witness.objections).to.deep.equal([]);
      if (!witness.released) expect(witness.position, "at the head").to.deep.equal(arena.log.position);
    }
    // The look that a quiet feed takes in its turn is no such question: where the turn is near, it is let pass.
    const turn = virtualTime.until(turns);
    if (turn <= 5000) await virtualTime.pass(turn);
    await arena.answerAll();
    const { count } = arena.log;
    await virtualTime.pass(5000);
    expect(arena.log.count, "a feed that knows everything asks nothing").to.equal(count);
    judge(arena);
  } finally {
    await arena.close();
    virtualTime.stop();
  }
}

const eventsIn = (steps: readonly Step[]): number =>
  steps.reduce((sum, step) => sum + ("count" in step ? step.count : 0), 0);

/** Some kinds send what is appended together as one event. */
const batchFrom = fc.constantFrom(undefined, 2, 3);

describe("whatever the bus and the log do, in any order", function () {
  this.timeout(60_000);

  it("every subscriber gets every event after its start, in order, once, and no reset", () => {
    const steps = fc.array(fc.oneof(...everyday), { maxLength: 60, size: "max" });
    const judge = ({ witnesses }: Arena): void => {
      for (const witness of witnesses) {
        expect(witness.resets).to.deep.equal([]);
        expect(witness.attachment?.start.start).not.to.equal("reset");
      }
    };
    return fc.assert(
      fc.asyncProperty(steps, batchFrom, (taken, from) => {
        fc.pre(eventsIn(taken) <= history);
        return play(taken, judge, { batchFrom: from });
      }),
      { numRuns: 150 },
    );
  });

  it("a log that is wiped or overrun costs at most one reset each, and what follows is dense again", () => {
    const steps = fc.array(fc.oneof(...everyday, ...rare), { maxLength: 60, size: "max" });
    return fc.assert(
      fc.asyncProperty(steps, (taken) =>
        play(taken, ({ witnesses }) => {
          const causes = taken.filter(({ type }) => type === "wipe" || type === "overrun").length;
          for (const witness of witnesses) expect(witness.resets.length).to.be.at.most(causes);
        }),
      ),
      { numRuns: 400 },
    );
  });

  describe("with events so large that a page holds four", () => {
    const padding = 15_000;

    it("M6: a subscriber that takes its replay slowly gets all of it, in order, once, and what came meanwhile", () => {
      const steps = fc.array(fc.oneof(...everyday, ...slow), { maxLength: 60, size: "max" });
      return fc.assert(
        fc.asyncProperty(steps, (taken) => {
          fc.pre(eventsIn(taken) <= history);
          const judge = ({ witnesses }: Arena): void => {
            for (const witness of witnesses) expect(witness.resets).to.deep.equal([]);
          };
          return play(taken, judge, { padding });
        }),
        { numRuns: 100 },
      );
    });

    it("M6: a log that is wiped, or overtakes a slow replay, is told, and what follows is dense again", () => {
      const steps = fc.array(fc.oneof(...everyday, ...slow, ...rare), { maxLength: 60, size: "max" });
      return fc.assert(
        fc.asyncProperty(steps, batchFrom, (taken, from) =>
          play(taken, () => undefined, { padding, batchFrom: from }),
        ),
        { numRuns: 100 },
      );
    });
  });
});
