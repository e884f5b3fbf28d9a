import { expect } from "chai";
import { afterOneMore, messageLimit } from "../../../src/realtime/sockets/messageRate.js";

describe("what one socket may send", () => {
  it("is a burst, then so much a second", () => {
    let now = 1000;
    let fullAt = 0;
    const taken = (tries: number, factor = 1): number =>
      Array.from({ length: tries }, () => {
        const next = afterOneMore(fullAt, now, factor);
        fullAt = next ?? fullAt;
        return next !== undefined;
      }).filter(Boolean).length;
    expect(taken(1000)).to.equal(messageLimit.burst);
    now = 2000;
    expect(taken(1000)).to.equal(messageLimit.perSecond);
    now = 1500; // a clock that is set back gives nothing
    expect(taken(10)).to.equal(0);
    now = 3_600_000;
    expect(taken(1000)).to.equal(messageLimit.burst);
    now = 7_200_000;
    expect(taken(1000, 3)).to.equal(3 * messageLimit.burst);
  });
});
