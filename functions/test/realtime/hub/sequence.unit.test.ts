import { expect } from "chai";
import { classify } from "../../../src/realtime/hub/sequence.js";

const event = (seq: number, epoch = "e1") => ({ channel: "global", epoch, seq, type: "a:b", wire: "{}" });
const at = (seq: number, epoch = "e1") => ({ seq, epoch });
const empty = { seq: 0, epoch: "" };

describe("an arriving event", () => {
  const table = [
    ["is next if it follows the last one", event(8), at(7), "next"],
    ["is old if it was delivered", event(7), at(7), "old"],
    ["is old if it was delivered long ago", event(1), at(7), "old"],
    ["leaves a gap if one is missing before it", event(9), at(7), "gap"],
    ["of another epoch says that the log began again", event(8, "e2"), at(7), "other_epoch"],
    ["of another epoch says so also with a low number", event(1, "e2"), at(7), "other_epoch"],
    ["is next at the very beginning of a known epoch", event(1), at(0), "next"],
    ["on an empty channel has to be looked up, also the first", event(1), empty, "gap"],
    ["on an empty channel has to be looked up", event(5), empty, "gap"],
  ] as const;
  for (const [rule, arriving, last, expected] of table) {
    it(rule, () => expect(classify(arriving, last)).to.equal(expected));
  }
});
