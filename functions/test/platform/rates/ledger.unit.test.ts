import { expect } from "chai";
import fc from "fast-check";
import { seconds } from "../../../src/platform/clock.js";
import {
  available,
  charge,
  type Ledger,
  type MinuteLimit,
  newLedger,
  settle,
  type Settlement,
  untilAvailable,
} from "../../../src/platform/rates/ledger.js";
import { mostInAnyMinute } from "./anyMinute.js";

const start = Date.parse("2026-03-01T12:00:00.000Z");
const limit: MinuteLimit = { perMinute: 100, burst: 100 };

/** Spends one at each of the times, where there is one. Gives the times at which it passed. */
function passedOf(times: readonly number[], bounds: MinuteLimit): number[] {
  let ledger = newLedger(bounds, start);
  return times.filter((now) => {
    if (available(ledger, bounds, now) < 1) return false;
    ledger = charge(ledger, bounds, 1, now);
    return true;
  });
}

const drained = (): Ledger => charge(newLedger(limit, start), limit, 100, start);

describe("the ledger of a limit", () => {
  it("lets the whole figure pass at once, then some together every 5 s", () => {
    const times = Array.from({ length: 300 }, () => start);
    expect(passedOf(times, limit)).to.have.lengthOf(100);
    expect(available(drained(), limit, start + 4999)).to.be.below(1);
    expect(Math.floor(available(drained(), limit, start + 5000))).to.equal(8);
    expect([1, 8, 9].map((wanted) => untilAvailable(drained(), limit, wanted, start))).to.deep.equal([
      5000, 5000, 10_000,
    ]);
  });

  it("lets pass in no minute more than one and a half times the figure, nor in the long run more than it", () => {
    const bounds = fc.constantFrom(limit, { perMinute: 300, burst: 20 }, { perMinute: 600, burst: 600 });
    const pause = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: seconds(20) }));
    fc.assert(
      fc.property(
        bounds,
        fc.array(fc.tuple(pause, fc.integer({ min: 1, max: 200 })), { maxLength: 40 }),
        (of, bursts) => {
          let now = start;
          const times = bursts.flatMap(([ms, count]) => {
            now += ms;
            return Array.from({ length: count }, () => now);
          });
          const passed = passedOf(times, of);
          expect(mostInAnyMinute(passed)).to.be.at.most(of.perMinute * 1.5);
          expect(passed.length).to.be.at.most(of.burst + ((now - start) / 60_000) * of.perMinute + 1e-6);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("never refuses who stays at the figure", () => {
    const times = Array.from({ length: 1000 }, (_, n) => start + n * 600);
    expect(passedOf(times, limit)).to.have.lengthOf(1000);
  });

  it("says when to come back, and then there is as much as was asked for", () => {
    const spends = fc.array(
      fc.tuple(fc.integer({ min: 0, max: seconds(20) }), fc.integer({ min: 1, max: 60 })),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(spends, fc.integer({ min: 1, max: 100 }), (spent, wanted) => {
        let now = start;
        let ledger = newLedger(limit, now);
        for (const [ms, tokens] of spent) {
          now += ms;
          ledger = charge(ledger, limit, tokens, now);
        }
        const wait = untilAvailable(ledger, limit, wanted, now);
        expect(available(ledger, limit, now + wait + 0.001)).to.be.at.least(wanted);
        if (wait > 1) expect(available(ledger, limit, now + wait - 1)).to.be.below(wanted);
      }),
    );
    expect(untilAvailable(newLedger(limit, start), limit, 101, start)).to.equal(Infinity);
  });

  it("stands still when the clock goes back", () => {
    expect(available(drained(), limit, start - seconds(600))).to.be.below(1);
    const later = charge(drained(), limit, 0, start - seconds(600));
    expect(Math.floor(available(later, limit, start + seconds(5)))).to.equal(8);
  });

  it("grants what is wanted as far as it goes, beside what was told, and no debt is for ever", () => {
    const first = settle(undefined, limit, { told: 10, wanted: 30 }, start);
    const left = ({ ledger }: Settlement) => Math.floor(available(ledger, limit, start));
    expect([first.granted, left(first)]).to.deep.equal([30, 60]);
    const second = settle(first.ledger, limit, { told: 40, wanted: 30 }, start);
    expect([second.granted, left(second)]).to.deep.equal([20, 0]);
    const third = settle(second.ledger, limit, { told: 5000, wanted: 1 }, start);
    expect([third.granted, third.ledger.tokens]).to.deep.equal([0, -100]);
    expect(available(third.ledger, limit, start + seconds(130))).to.be.at.least(100);
  });
});
