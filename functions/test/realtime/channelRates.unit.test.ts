import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { channelKind, durable, moduleRate } from "@firecast/contract/core/channelKind";
import { chatChannel } from "@firecast/contract/space/chat";
import { userChannel } from "@firecast/contract/realtime";
import { z } from "zod";
import { Problem } from "../../src/platform/problems.js";
import { limitsInMemory, memoryLedgers } from "../support/memoryLedgers.js";
import { setClock } from "../support/setClock.js";

/** 5 a second, 20 at once. */
const channel = channelOf(userChannel, { uid: "mia" });

const barn = channelOf(
  channelKind({
    name: "barn",
    events: { "barn:opened": durable(z.object({})) },
    history: 10,
    subscribe: { type: "everyone" },
    publish: { type: "everyone" },
    rate: moduleRate,
    presence: false,
  }),
  {},
);

/** Seconds to wait, 0 if it may pass. */
async function waitOf(taking: Promise<void>): Promise<number> {
  const refusal = await refusalOf(taking);
  if (!refusal) return 0;
  expect(refusal.code).to.equal("rate_limited");
  return Number(refusal.headers["Retry-After"]);
}

async function refusalOf(taking: Promise<void>): Promise<Problem | undefined> {
  try {
    await taking;
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** How many of so many that come at once may pass. */
async function passed(count: number, take: () => Promise<void>): Promise<number> {
  const waits = await Promise.all(Array.from({ length: count }, () => waitOf(take())));
  return waits.filter((wait) => wait === 0).length;
}

describe("the rate of a channel", () => {
  it("lets a burst pass, then as many a second as the channel's kind says", async () => {
    const clock = setClock();
    const limits = limitsInMemory(clock);
    const take = () => limits.take("mia", channel);
    expect(await passed(50, take)).to.equal(20);
    clock.pass(1000);
    expect(await passed(50, take)).to.equal(5);
    clock.pass(3_600_000);
    expect(await passed(50, take)).to.equal(20);
  });

  it("refuses more at once than there ever is, and takes nothing for it", async () => {
    const limits = limitsInMemory(setClock());
    expect(await refusalOf(limits.take("mia", channel, 21))).to.have.property("code", "invalid_request");
    expect(await waitOf(limits.take("mia", channel, 20))).to.equal(0);
  });

  it("says when to come back, and then lets pass", async () => {
    const clock = setClock();
    const limits = limitsInMemory(clock);
    await limits.take("mia", channel, 20);
    const wait = await waitOf(limits.take("mia", channel, 8));
    expect(wait).to.equal(2);
    clock.pass(wait * 1000);
    expect(await waitOf(limits.take("mia", channel, 8))).to.equal(0);
  });

  it("takes nothing from whom it refuses", async () => {
    const limits = limitsInMemory(setClock());
    await limits.take("mia", channel, 18);
    expect(await waitOf(limits.take("mia", channel, 3))).to.equal(1);
    expect(await waitOf(limits.take("mia", channel, 2))).to.equal(0);
  });

  it("counts each user and each channel alone", async () => {
    const limits = limitsInMemory(setClock());
    await limits.take("mia", channel, 20);
    expect(await waitOf(limits.take("max", channel, 20))).to.equal(0);
    expect(await waitOf(limits.take("mia", channelOf(userChannel, { uid: "max" }), 20))).to.equal(0);
  });

  it("is multiplied by the factor", async () => {
    const limits = limitsInMemory(setClock(), 100);
    expect(await waitOf(limits.take("mia", channel, 2000))).to.equal(0);
    expect(await waitOf(limits.take("mia", channel))).to.equal(1);
  });

  it("bounds all users together where the kind says so, and a refusal costs its user nothing", async () => {
    const clock = setClock();
    const limits = limitsInMemory(clock);
    await limits.take("mia", barn, 60);
    await limits.take("max", barn, 30);
    const refusal = await refusalOf(limits.take("max", barn, 50));
    expect(refusal?.headers).to.include({
      "RateLimit-Policy": '"channel";q=100;w=60',
      RateLimit: '"channel";r=10;t=54',
    });
    clock.pass(30_000);
    expect(await waitOf(limits.take("max", barn, 50))).to.equal(0);
  });

  it("warns the user concerned alone, by the channel's name", async () => {
    const clock = setClock();
    const told: [string, string, number][] = [];
    const limits = limitsInMemory(clock, 1, memoryLedgers(clock), ({ userId, endpoint, left, rate }) => {
      if (left <= rate.burst / 10) told.push([userId, endpoint, left]);
    });
    await limits.take("mia", barn, 60);
    await limits.take("max", barn, 35);
    expect(told).to.deep.equal([["max", "barn", 5]]);
  });

  it("of a chat is 600 messages of one user and 6,000 of all", async () => {
    const limits = limitsInMemory(setClock());
    const chat = channelOf(chatChannel, { spaceId: "s1" });
    const post = (uid: string) => passed(700, () => limits.take(uid, chat));
    expect(await post("mia")).to.equal(600);
    const others = Array.from({ length: 10 }, (_, n) => post(`user${n}`));
    const all = (await Promise.all(others)).reduce((sum, count) => sum + count, 600);
    expect(all).to.equal(6000);
  });

  it("is one for all instances: three of them let pass no more than one", async () => {
    const clock = setClock();
    const ledgers = memoryLedgers(clock);
    const instances = [1, 2, 3].map(() => limitsInMemory(clock, 1, ledgers));
    const counts = await Promise.all(
      instances.map((limits) =>
        passed(600, () => limits.take("mia", channelOf(chatChannel, { spaceId: "s1" }))),
      ),
    );
    expect(counts.reduce((sum, count) => sum + count)).to.be.within(600, 645);
  });
});
