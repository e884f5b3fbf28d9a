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
async function attempt(take: () => Promise<void>): Promise<number> {
  try {
    await take();
    return 0;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "rate_limited") throw error;
    return Number(error.headers["Retry-After"]);
  }
}

describe("a rate limit", () => {
  it("lets a burst pass, then as many a second as the channel's kind says", async () => {
    const clock = setClock();
    const limits = rateLimits(clock, 1);
    const count = async (): Promise<number> => {
      const waits = Array.from({ length: 50 }, () => attempt(() => limits.take("mia", channel)));
      return (await Promise.all(waits)).filter((wait) => wait === 0).length;
    };
    expect(await count()).to.equal(20);
    clock.pass(1000);
    expect(await count()).to.equal(5);
    clock.pass(3_600_000);
    expect(await count()).to.equal(20);
  });

  it("refuses more at once than there ever is, and takes nothing for it", async () => {
    const limits = rateLimits(setClock(), 1);
    const refused = await limits.take("mia", channel, 21).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Problem).with.property("code", "invalid_request");
    expect(await attempt(() => limits.take("mia", channel, 20))).to.equal(0);
  });

  it("says when to come back, and then lets pass", async () => {
    const clock = setClock();
    const limits = rateLimits(clock, 1);
    await limits.take("mia", channel, 20);
    const wait = await attempt(() => limits.take("mia", channel, 8));
    expect(wait).to.equal(2);
    clock.pass(wait * 1000);
    expect(await attempt(() => limits.take("mia", channel, 8))).to.equal(0);
  });

  it("takes nothing from whom it refuses", async () => {
    const clock = setClock();
    const limits = rateLimits(clock, 1);
    await limits.take("mia", channel, 18);
    expect(await attempt(() => limits.take("mia", channel, 3))).to.equal(1);
    expect(await attempt(() => limits.take("mia", channel, 2))).to.equal(0);
  });

  it("counts each user and each channel alone, and names cannot be mixed up", async () => {
    const limits = rateLimits(setClock(), 1);
    await limits.take("mia", channel, 20);
    expect(await attempt(() => limits.take("max", channel, 20))).to.equal(0);
    expect(await attempt(() => limits.take("mia", channelOf(userChannel, { uid: "max" }), 20))).to.equal(0);
  });

  it("is multiplied by the factor", async () => {
    const limits = rateLimits(setClock(), 100);
    expect(await attempt(() => limits.take("mia", channel, 2000))).to.equal(0);
    expect(await attempt(() => limits.take("mia", channel))).to.equal(1);
  });

  it("stands still when the clock goes back", async () => {
    const clock = setClock();
    const limits = rateLimits(clock, 1);
    await limits.take("mia", channel, 20);
    clock.pass(-3_600_000);
    expect(await attempt(() => limits.take("mia", channel))).to.equal(1);
    clock.pass(1000);
    expect(await attempt(() => limits.take("mia", channel, 5))).to.equal(0);
  });

  it("never lets more pass in any time than the burst and the rate allow", async () => {
    const pause = fc.integer({ min: 0, max: 3000 });
    await fc.assert(
      fc.asyncProperty(fc.array(pause, { size: "max", maxLength: 200 }), async (pauses) => {
        const clock = setClock();
        const limits = rateLimits(clock, 1);
        let passed = 0;
        for (const ms of pauses) {
          clock.pass(ms);
          if ((await attempt(() => limits.take("mia", channel))) === 0) passed++;
        }
        const elapsed = pauses.reduce((sum, ms) => sum + ms, 0);
        expect(passed).to.be.at.most(Math.floor(20 + (elapsed / 1000) * 5 + 1e-6));
      }),
    );
  });
});
