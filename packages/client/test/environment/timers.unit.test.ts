import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { IdempotencyKey } from "@firecast/contract/core/ids";
import { after, newKey } from "../../src/environment/timers.js";

describe("a timer", () => {
  it("that is to wait for a month does not fire at once: a server may say so, and a token may last", async () => {
    let fired = false;
    const cancel = after(30 * 86_400_000, () => (fired = true));
    await delay(20);
    cancel();
    expect(fired).to.equal(false);
  });
});

describe("a new key", () => {
  it("is one that the server takes also where a page is no secure context: there is no randomUUID", () => {
    const { randomUUID } = crypto;
    Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true, writable: true });
    try {
      const keys = Array.from({ length: 1000 }, newKey);
      expect(keys.filter((key) => !IdempotencyKey.safeParse(key).success)).to.deep.equal([]);
      expect(new Set(keys).size).to.equal(1000);
      expect(new Set(keys.map((key) => key.length))).to.deep.equal(new Set([32]));
    } finally {
      Object.defineProperty(crypto, "randomUUID", { value: randomUUID, configurable: true, writable: true });
    }
  });
});
