import { expect } from "chai";
import { continuity } from "../../../src/realtime/log/continuity.js";

const event = (seq: number, epoch = "e1") => ({ channel: "global", epoch, seq, type: "a:b", wire: "{}" });
const at = (seq: number, epoch = "e1") => ({ seq, epoch });
const empty = { seq: 0, epoch: "" };

describe("a look into the log", () => {
  const table = [
    ["continues where it finds the last event again", at(7), [event(7), event(8)], "continues"],
    ["continues if the last event is the newest", at(7), [event(7)], "continues"],
    ["continues if just the last event has left the ring buffer", at(7), [event(8), event(9)], "continues"],
    ["says expired if events in between have left the ring buffer", at(7), [event(9), event(10)], "expired"],
    ["M1: says expired if events behind it are missing", at(7), [event(7), event(8), event(11)], "expired"],
    ["says recreated if nothing is there any more", at(7), [], "recreated"],
    ["says recreated if another log is there", at(7), [event(7, "e2"), event(8, "e2")], "recreated"],
    ["says recreated if another log has gone further", at(7), [event(300, "e2")], "recreated"],
    ["continues an empty channel that is empty", empty, [], "continues"],
    ["continues an empty channel with its first event", empty, [event(1), event(2)], "continues"],
    [
      "says expired if an empty channel's first event has gone already",
      empty,
      [event(2), event(3)],
      "expired",
    ],
  ] as const;
  for (const [rule, last, found, expected] of table) {
    it(rule, () => expect(continuity(last, found)).to.equal(expected));
  }
});

describe("a log that holds an event of an earlier life", () => {
  const mixed = [event(1, "e2"), event(2, "e1"), event(3, "e1")];

  it("does not continue for whoever stood before it: they would wait for ever", () => {
    expect(continuity(at(1, "e2"), mixed)).to.equal("recreated");
    expect(continuity(empty, mixed)).to.equal("recreated");
  });

  it("continues for whoever stands behind it", () => {
    expect(continuity(at(2), mixed.slice(1))).to.equal("continues");
  });
});
