import { expect } from "chai";
import { capAfter, pauseAfter, retryAfterMs } from "../../src/connection/backoff.js";

describe("a pause before the next attempt", () => {
  it("is anything up to 1, 2, 4 … 30 s, and no less than the server asks for", () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((failures) => capAfter(failures))).to.deep.equal([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
    expect(pauseAfter(2, () => 0)).to.equal(0);
    expect(pauseAfter(2, () => 0.999)).to.equal(3996);
    expect(pauseAfter(2, () => 0, { leastMs: 7000 })).to.equal(7000);
  });

  it("is read from Retry-After, in seconds or as a date", () => {
    expect(retryAfterMs("3", 0)).to.equal(3000);
    expect(retryAfterMs("Thu, 01 Jan 1970 00:00:09 GMT", 4000)).to.equal(5000);
    expect([retryAfterMs(null, 0), retryAfterMs("soon", 0)]).to.deep.equal([undefined, undefined]);
  });
});
