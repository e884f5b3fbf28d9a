import { expect } from "chai";
import fc from "fast-check";
import { turnOf, turnsBetween } from "../../../../src/features/calendar/feeds/policy.js";
import { minutes } from "../../../../src/platform/clock.js";

const every = [0, 1, 2];

describe("the turns in which feeds are looked at", () => {
  it("come one by one, and again after three slots of five minutes", () => {
    const turns = Array.from({ length: 6 }, (_, slot) =>
      turnsBetween(minutes(5 * slot), minutes(5 * slot + 5)),
    );
    expect(turns).to.deep.equal([[1], [2], [0], [1], [2], [0]]);
  });

  it("are all of them for the first run, a call, and after a cycle without a run", () => {
    expect(turnsBetween(undefined, minutes(5))).to.equal(undefined);
    expect(turnsBetween(minutes(5), minutes(20))).to.equal(undefined);
  });

  it("are none left out, whenever runs come", () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(gaps, fc.constantFrom(...every), (slots, turn) => {
        let [now, looked] = [0, 0];
        for (const gap of slots) {
          const before = now;
          now += gap;
          if ((turnsBetween(minutes(5 * before), minutes(5 * now)) ?? every).includes(turn)) looked = now;
          expect(now - looked, "slots without a look, but for those of this turn").to.be.below(every.length);
        }
      }),
    );
  });

  it("have about as many feeds each", () => {
    const counts = [0, 0, 0];
    for (let n = 0; n < 3000; n++) {
      const turn = turnOf({ spaceId: `space-${n}`, id: "feed" });
      counts[turn] = (counts[turn] ?? 0) + 1;
    }
    for (const count of counts) expect(count).to.be.within(900, 1100);
  });
});
