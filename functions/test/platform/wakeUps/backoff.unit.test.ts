import { expect } from "chai";
import fc from "fast-check";
import { minutes, seconds } from "../../../src/platform/clock.js";
import { backoffAfter } from "../../../src/platform/wakeUps/backoff.js";

describe("the wait before the next attempt", () => {
  it("is at least a second and at most as long as is said, and at most twice as long each time", () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), random, (attempts, chance) => {
        const wait = backoffAfter(attempts, minutes(10), () => chance);
        expect(wait).to.be.within(seconds(1), minutes(10));
        expect(wait).to.be.at.most(seconds(2 ** attempts));
      }),
    );
  });

  it("is spread over the whole of that time", () => {
    expect(
      [0, 0.25, 0.5, 0.999_999_9].map((chance) => backoffAfter(20, minutes(10), () => chance)),
    ).to.deep.equal([seconds(1), minutes(2.5), minutes(5), minutes(10)]);
  });
});
