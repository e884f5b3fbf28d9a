import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { after } from "../../src/environment/timers.js";

describe("a timer", () => {
  it("that is to wait for a month does not fire at once: a server may say so, and a token may last", async () => {
    let fired = false;
    const cancel = after(30 * 86_400_000, () => (fired = true));
    await delay(20);
    cancel();
    expect(fired).to.equal(false);
  });
});
