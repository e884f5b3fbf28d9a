import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { tryPublishTo } from "../../../src/realtime/bus/tryPublish.js";
import type { Bus } from "../../../src/realtime/bus/bus.js";
import { setClock } from "../../support/setClock.js";

const message = { type: "ephemeral", channel: "global", events: [{ type: "t", wire: "{}" }] } as const;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const aBus = (publish: Bus["publish"]): Bus => ({
  publish,
  subscribe: () => Promise.reject(new Error("not asked")),
  close: () => Promise.resolve(),
});

/** A bus whose publishes take so long; none is over at the end of a test that it was too slow for. */
class SlowBus {
  ms = 60_000;
  fails = false;
  finished = 0;

  async publish(): Promise<void> {
    if (this.fails) throw new Error("down");
    await delay(this.ms, undefined, { ref: false });
    this.finished++;
  }
}

describe("publishing to the bus at best effort", () => {
  it("never fails its caller, however the bus fails", async () => {
    const rejecting = aBus(() => Promise.reject(new Error("down")));
    const throwing = aBus(() => {
      throw new Error("broken");
    });
    for (const bus of [rejecting, throwing]) {
      expect(await tryPublishTo(bus, setClock(), log)(0, message)).to.equal(undefined);
    }
  });

  it("L5: is waited for again after one that was slow, however many were slow with it", async () => {
    const bus = new SlowBus();
    const tryPublish = tryPublishTo(
      aBus(() => bus.publish()),
      setClock(),
      log,
    );
    await Promise.all(Array.from({ length: 20 }, () => tryPublish(0, message)));
    bus.ms = 20;
    await tryPublish(0, message);
    expect(bus.finished).to.equal(1);
  });

  it("L5: is not waited for after three in a row that were slow, and again ten seconds later", async () => {
    const bus = new SlowBus();
    const clock = setClock();
    const tryPublish = tryPublishTo(
      aBus(() => bus.publish()),
      clock,
      log,
    );
    for (let count = 0; count < 3; count++) await tryPublish(0, message);
    bus.ms = 20;
    await tryPublish(0, message);
    expect(bus.finished).to.equal(0);
    clock.pass(10_000);
    await tryPublish(0, message);
    expect(bus.finished).to.equal(2);
  });

  it("is not waited for after one that failed", async () => {
    const bus = new SlowBus();
    const tryPublish = tryPublishTo(
      aBus(() => bus.publish()),
      setClock(),
      log,
    );
    bus.fails = true;
    await tryPublish(0, message);
    bus.fails = false;
    bus.ms = 20;
    await tryPublish(0, message);
    expect(bus.finished).to.equal(0);
  });

  it("is not waited for while the bus hangs, and after that not at all for a while", async () => {
    let published = 0;
    const hanging = aBus(() => {
      published++;
      return new Promise(() => undefined);
    });
    const tryPublish = tryPublishTo(hanging, setClock(), log);
    await tryPublish(0, message);
    for (let count = 0; count < 1000; count++) await tryPublish(0, message);
    expect(published).to.equal(1001);
  });
});
