import { expect } from "chai";
import { announcer } from "../../src/realtime/announce.js";
import type { Bus } from "../../src/realtime/bus/bus.js";
import { setClock } from "../support/setClock.js";

const message = { type: "ephemeral", event: { channel: "global", type: "t", wire: "{}" } } as const;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const aBus = (publish: Bus["publish"]): Bus => ({
  publish,
  subscribe: () => Promise.reject(new Error("not asked")),
  close: () => Promise.resolve(),
});

describe("an announcement", () => {
  it("never fails its caller, however the bus fails", async () => {
    const rejecting = aBus(() => Promise.reject(new Error("down")));
    const throwing = aBus(() => {
      throw new Error("broken");
    });
    for (const bus of [rejecting, throwing]) {
      expect(await announcer(bus, setClock(), log)(0, message)).to.equal(undefined);
    }
  });

  it("is not waited for while the bus hangs, and after that not at all for a while", async () => {
    let published = 0;
    const hanging = aBus(() => {
      published++;
      return new Promise(() => undefined);
    });
    const announce = announcer(hanging, setClock(), log);
    await announce(0, message);
    for (let count = 0; count < 1000; count++) await announce(0, message);
    expect(published).to.equal(1001);
  });
});
