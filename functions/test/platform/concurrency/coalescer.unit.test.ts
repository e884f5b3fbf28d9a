import { expect } from "chai";
import { coalescer } from "../../../src/platform/concurrency/coalescer.js";

describe("a coalescer", () => {
  function sending(togetherMs = 10) {
    const sent: string[] = [];
    const values = coalescer<string>({
      togetherMs,
      send: (group, together) => {
        sent.push(`${group}: ${together.join(" ")}`);
        return Promise.resolve();
      },
    });
    return { sent, values };
  }

  it("sends the first at once, and what follows together, the newest of each key in the order of the newest", async () => {
    const { sent, values } = sending();
    const all = ["a1", "b1", "c1", "b2"].map((value) => values.add("g", value.charAt(0), value));
    expect(sent).to.deep.equal(["g: a1"]);
    await Promise.all(all);
    expect(sent).to.deep.equal(["g: a1", "g: c1 b2"]);
  });

  it("knows each group for itself, and sends at once what waits when it is flushed", async () => {
    const { sent, values } = sending(1_000);
    await values.add("g", "a", "a1");
    await values.add("h", "a", "a2");
    const waiting = values.add("g", "a", "a3");
    await values.flush();
    await waiting;
    expect(sent).to.deep.equal(["g: a1", "h: a2", "g: a3"]);
    await values.flush();
  });
});
