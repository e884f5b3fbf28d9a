import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { broadcastOver, tryPublishTo } from "../../../src/realtime/bus/broadcast.js";
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

describe("a broadcast", () => {
  const event = { channel: "global", epoch: "e1", seq: 1, type: "t", wire: "{}" };
  const control = { type: "user_changed", uid: "mia" } as const;

  function aBroadcast(publish: Bus["publish"]) {
    const seen: string[] = [];
    const shared = { clock: setClock(), log, shards: 1 };
    const broadcast = broadcastOver({
      ...shared,
      bus: { publish: (...what) => (seen.push("bus"), publish(...what)) },
    });
    broadcast.observe({
      onEvents: (events) => seen.push(`here: ${events.map(({ seq }) => seq).join()}`),
      onControl: ({ type }) => seen.push(`here: ${type}`),
    });
    return { broadcast, seen };
  }

  it("reaches this instance before it is given to the bus", async () => {
    const { broadcast, seen } = aBroadcast(() => Promise.resolve());
    await broadcast.events([event, { ...event, seq: 2 }]);
    await broadcast.control(control);
    expect(seen).to.deep.equal(["here: 1,2", "bus", "here: user_changed", "bus"]);
  });

  it("of ephemeral events goes to the bus alone, which brings them to this instance, too", async () => {
    const { broadcast, seen } = aBroadcast(() => Promise.resolve());
    await broadcast.ephemeral("global", [{ type: "t", wire: "{}" }]);
    expect(seen).to.deep.equal(["bus"]);
  });

  it("is obeyed here though the bus is down, and says so only where it is asked to", async () => {
    const { broadcast, seen } = aBroadcast(() => Promise.reject(new Error("down")));
    await broadcast.events([event]);
    await broadcast.control(control);
    const failure: unknown = await broadcast.ensureControl(control).catch((error: unknown) => error);
    expect(String(failure)).to.equal("Error: down");
    expect(seen.filter((what) => what !== "bus")).to.deep.equal([
      "here: 1",
      "here: user_changed",
      "here: user_changed",
    ]);
  });
});
