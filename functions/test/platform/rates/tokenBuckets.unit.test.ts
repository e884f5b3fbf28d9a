import { expect } from "chai";
import { times, tokenBuckets } from "../../../src/platform/rates/tokenBuckets.js";
import { setClock } from "../../support/setClock.js";

const rate = { perSecond: 2, burst: 10 };

describe("F7: a token bucket", () => {
  it("says what is left, and how long until so many are there", () => {
    const clock = setClock();
    const buckets = tokenBuckets(clock);
    expect(buckets.take("a", rate, 9)).to.deep.equal({ passed: true, left: 1, waitMs: 0 });
    expect(buckets.take("a", rate, 3)).to.deep.equal({ passed: false, left: 1, waitMs: 1000 });
    clock.pass(1000);
    expect(buckets.take("a", rate, 3)).to.deep.equal({ passed: true, left: 0, waitMs: 0 });
  });

  it("owes what was spent beyond it, and lets pass again when that is paid back", () => {
    const clock = setClock();
    const buckets = tokenBuckets(clock);
    buckets.charge("a", rate, 15);
    expect(buckets.take("a", rate)).to.deep.equal({ passed: false, left: 0, waitMs: 3000 });
    clock.pass(2999);
    expect(buckets.take("a", rate).passed).to.equal(false);
    clock.pass(1);
    expect(buckets.take("a", rate).passed).to.equal(true);
  });

  it("owes no more than it holds: what was sent at once locks out for no longer than that", () => {
    const buckets = tokenBuckets(setClock());
    buckets.charge("a", rate, 1000);
    expect(buckets.take("a", rate).waitMs).to.equal(5500);
  });

  it("never has more than it holds, so waiting for more is vain", () => {
    const buckets = tokenBuckets(setClock());
    expect(buckets.take("a", rate, 11)).to.deep.equal({ passed: false, left: 10, waitMs: Infinity });
  });

  it("says how it stands without taking anything", () => {
    const buckets = tokenBuckets(setClock());
    expect(buckets.look("a", rate)).to.deep.equal({ passed: true, left: 9, waitMs: 0 });
    buckets.take("a", rate, 10);
    expect(buckets.look("a", rate)).to.deep.equal({ passed: false, left: 0, waitMs: 500 });
    expect(buckets.look("a", rate)).to.deep.equal(buckets.take("a", rate));
  });

  it("is one of many: keys do not share", () => {
    const buckets = tokenBuckets(setClock());
    buckets.charge("a", rate, 100);
    expect(buckets.take("b", rate, 10).passed).to.equal(true);
  });

  it("grows in size and refill with a factor", () => {
    expect(times(rate, 3)).to.deep.equal({ perSecond: 6, burst: 30 });
  });
});
