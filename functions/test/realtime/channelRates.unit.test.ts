import { expect } from "chai";
import fc from "fast-check";
import { channelOf } from "@firecast/contract/channel";
import { userChannel } from "@firecast/contract/realtime";
import { Problem } from "../../src/platform/problems.js";
import { rateLimits } from "../../src/realtime/channelRates.js";
import { setClock } from "../support/setClock.js";

/** 5 a second, 20 at once. */
const channel = channelOf(userChannel, { uid: "mia" });

/** Seconds to wait, 0 if it may pass. */
function attempt(take: () => void): number {
  try {
    take();
    return 0;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "rate_limited") throw error;
    return Number(error.headers["Retry-After"]);
  }
}

describe("a rate limit", () => {
  it("lets a burst pass, then as many a second as the channel's kind says", () => {
    const clock = setClock();
    const limits = rateLimits(clock, 1);
    const passes = () => attempt(() => limits.take("mia", channel)) === 0;
    const count = () => Array.from({ length: 50 }, passes).filter(Boolean).length;
    expect(count()).to.equal(20);
    clock.pass(1000);
    expect(count()).to.equal(5);
    clock.pass(3_600_000);
    expect(count()).to.equal(20);
  });

  it("refuses more at once than there ever is, and takes nothing for it", () => {
    const limits = rateLimits(setClock(), 1);
    expect(() => limits.take("mia", channel, 21))
      .to.throw(Problem)
      .with.property("code", "invalid_request");
    expect(attempt(() => limits.take("mia", channel, 20))).to.equal(0);
  });

  it("says when to come back, and then lets pass", () => {
    const clock = setClock();
    const limits = rateLimits(clock, 1);
    limits.take("mia", channel, 20);
    const wait = attempt(() => limits.take("mia", channel, 8));
    expect(wait).to.equal(2);
    clock.pass(wait * 1000);
    expect(attempt(() => limits.take("mia", channel, 8))).to.equal(0);
  });

  it("takes nothing from whom it refuses", () => {
    const clock = setClock();
    const limits = rateLimits(clock, 1);
    limits.take("mia", channel, 18);
    expect(attempt(() => limits.take("mia", channel, 3))).to.equal(1);
    expect(attempt(() => limits.take("mia", channel, 2))).to.equal(0);
  });

  it("counts each user and each channel alone, and names cannot be mixed up", () => {
    const limits = rateLimits(setClock(), 1);
    limits.take("mia", channel, 20);
    expect(attempt(() => limits.take("max", channel, 20))).to.equal(0);
    expect(attempt(() => limits.take("mia", channelOf(userChannel, { uid: "max" }), 20))).to.equal(0);
  });

  it("is multiplied by the factor", () => {
    const limits = rateLimits(setClock(), 100);
    expect(attempt(() => limits.take("mia", channel, 2000))).to.equal(0);
    expect(attempt(() => limits.take("mia", channel))).to.equal(1);
  });

  it("stands still when the clock goes back", () => {
    const clock = setClock();
    const limits = rateLimits(clock, 1);
    limits.take("mia", channel, 20);
    clock.pass(-3_600_000);
    expect(attempt(() => limits.take("mia", channel))).to.equal(1);
    clock.pass(1000);
    expect(attempt(() => limits.take("mia", channel, 5))).to.equal(0);
  });

  it("never lets more pass in any time than the burst and the rate allow", () => {
    const pause = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(fc.array(pause, { size: "max", maxLength: 200 }), (pauses) => {
        const clock = setClock();
        const limits = rateLimits(clock, 1);
        let passed = 0;
        for (const ms of pauses) {
          clock.pass(ms);
          if (attempt(() => limits.take("mia", channel)) === 0) passed++;
        }
        const elapsed = pauses.reduce((sum, ms) => sum + ms, 0);
        expect(passed).to.be.at.most(Math.floor(20 + (elapsed / 1000) * 5 + 1e-6));
      }),
    );
  });
});
