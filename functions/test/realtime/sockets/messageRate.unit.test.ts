import { expect } from "chai";
import { messageLimit, MessageRate } from "../../../src/realtime/sockets/messageRate.js";

describe("what one socket may send", () => {
  it("is a burst, then so much a second", () => {
    let now = 0;
    const rate = new MessageRate({ now: () => now }, 1);
    const taken = (tries: number): number =>
      Array.from({ length: tries }, () => rate.take()).filter(Boolean).length;
    expect(taken(1000)).to.equal(messageLimit.burst);
    now = 1000;
    expect(taken(1000)).to.equal(messageLimit.perSecond);
    now = 500; // a clock that is set back gives nothing
    expect(taken(10)).to.equal(0);
    now = 3_600_000;
    expect(taken(1000)).to.equal(messageLimit.burst);
  });
});
