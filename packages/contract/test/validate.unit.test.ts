import { expect } from "chai";
import { wrongWith } from "../src/catalogue/validate.js";

describe("an event, by the catalogue", () => {
  const channel = "users/alice";
  const type = "user:signal:sent";

  it("is right as its schema says", () => {
    expect(wrongWith({ channel, type, data: { topic: "hello", payload: 1 } })).to.equal(undefined);
    expect(wrongWith({ channel, type, data: { topic: 1 } })).to.match(/^user:signal:sent: .*topic/s);
  });

  it("is not judged where the catalogue does not know it", () => {
    for (const event of [
      { channel: "stables/s1/horses", type: "horses:created", data: 1 },
      { channel, type: "user:signal:read", data: 1 },
    ])
      expect(wrongWith(event)).to.equal(undefined);
  });
});
