import { expect } from "chai";
import fc from "fast-check";
import { seconds } from "../../../src/platform/clock.js";
import { Share, untoldShare } from "../../../src/platform/rates/share.js";
import { mostInAnyMinute } from "./anyMinute.js";
import { type Phase, runFleet } from "./fleet.js";

const chat = { perMinute: 600, burst: 600 };
const module = { perMinute: 100, burst: 100 };
const limits = [chat, module, { perMinute: 300, burst: 20 }];

/** Numbers in [0, 1) that a seed decides (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const run = (
  limit: (typeof limits)[number],
  instances: number,
  phases: readonly Phase[],
  seed = 1,
  slowestMs = 150,
) => runFleet({ limit, instances, phases, random: randomOf(seed), slowestMs });

describe("a limit that a fleet of instances shares", () => {
  const phase = fc.record({
    ms: fc.integer({ min: 100, max: seconds(40) }),
    perSecond: fc.constantFrom(0, 1, 5, 20, 100),
    instances: fc.integer({ min: 1, max: 20 }),
  });

  it("lets pass in no minute more than twice the figure, on up to 20 instances and whatever comes", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...limits),
        fc.integer({ min: 1, max: 20 }),
        fc.array(phase, { minLength: 1, maxLength: 6 }),
        fc.integer(),
        fc.integer({ min: 0, max: 400 }),
        (limit, instances, phases, seed, slowestMs) => {
          const { passed } = run(limit, instances, phases, seed, slowestMs);
          expect(mostInAnyMinute(passed)).to.be.at.most(2 * limit.perMinute);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("lets the figure pass to who is quick, wherever that one is served", () => {
    for (const instances of [1, 3, 20]) {
      const { passed } = run(chat, instances, [{ ms: seconds(20), perSecond: 200, instances }]);
      expect(passed.length, `${instances} instances`).to.be.within(600, 1100);
    }
  });

  it("is bounded in the long run by the figure, however many instances hammer", () => {
    const { passed } = run(chat, 20, [{ ms: seconds(600), perSecond: 100, instances: 20 }]);
    expect(passed.length).to.be.within(0.8 * 6000, 1.2 * 6600);
  });

  it("refuses nobody who stays well below the figure, spread over 5 instances", () => {
    const { refused } = run(chat, 5, [{ ms: seconds(300), perSecond: 7, instances: 5 }]);
    expect(refused).to.equal(0);
  });

  it("costs an ordinary caller no operation: 15 events a minute, over 4 instances", () => {
    expect(run(chat, 4, [{ ms: seconds(300), perSecond: 0.25, instances: 4 }]).asked).to.equal(0);
  });

  it("costs a heavy caller about one read and write for 30 events", () => {
    const { passed, asked } = run(chat, 2, [{ ms: seconds(120), perSecond: 9, instances: 2 }]);
    expect(passed.length / asked).to.be.above(20);
  });

  it("does not ask for who is refused until there is something again", () => {
    const { passed, refused, asked } = run(chat, 3, [{ ms: seconds(60), perSecond: 200, instances: 3 }]);
    expect(refused).to.be.above(9000);
    expect(passed.length / asked).to.be.above(4);
  });
});

describe("an instance's share", () => {
  const now = Date.parse("2026-03-01T12:00:00.000Z");

  it("decides alone where others cannot be asked, and tells them later", () => {
    const share = new Share(module, now);
    const standings = Array.from({ length: 150 }, () => share.takeAlone(1, now));
    expect(standings.filter(({ passed }) => passed)).to.have.lengthOf(25);
    expect(standings.at(-1)).to.deep.equal({ passed: false, left: 0, waitMs: seconds(5) });
    expect(share.claim(0, now).told).to.equal(25);
  });

  it("alone, refuses no batch that the bucket holds, once", () => {
    const share = new Share(module, now);
    expect([share.takeAlone(90, now).passed, share.takeAlone(5, now).passed]).to.deep.equal([true, false]);
  });

  it("tells again what nobody heard", () => {
    const share = new Share(chat, now);
    share.take(5, now);
    const claim = share.claim(0, now);
    expect(claim.told).to.equal(5);
    share.withdrawn(claim, now);
    expect(share.claim(0, now).told).to.equal(5);
  });

  it("takes back what was not used", () => {
    const share = new Share(module, now);
    share.takeAlone(100, now);
    share.giveBack(3, now);
    expect(share.take(3, now)?.passed).to.equal(true);
    expect(share.take(1, now)?.passed).to.equal(false);
  });

  it("of a figure is at most a fortieth, and at least one event", () => {
    expect(
      [chat, module, { perMinute: 6000, burst: 6000 }, { perMinute: 3, burst: 3 }].map(untoldShare),
    ).to.deep.equal([15, 2, 150, 1]);
  });
});
