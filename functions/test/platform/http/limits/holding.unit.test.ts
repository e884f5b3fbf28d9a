import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import { holding } from "../../../../src/platform/http/limits/holding.js";

describe("F7: a refusal is held back for a moment", () => {
  it("of each account so many, and so many in all: further ones are told at once", async () => {
    const hold = holding({ ofAccount: 2, inAll: 3 });
    const atOnce: string[] = [];
    const uids = ["mia", "mia", "mia", "max", "max", "zoe"];
    const all = uids.map((uid) => hold(uid).then(() => atOnce.push(uid)));
    await turn();
    expect(atOnce).to.deep.equal(["mia", "max", "zoe"]);
    await Promise.all(all);
    expect(atOnce.slice(3)).to.deep.equal(["mia", "mia", "max"]);
  });

  it("one that was told makes room for the next", async () => {
    const hold = holding({ ofAccount: 1, inAll: 1 });
    await hold("mia");
    let told = false;
    const held = hold("mia").then(() => (told = true));
    await turn();
    expect(told).to.equal(false);
    await held;
  });
});
