import { expect } from "chai";
import { lazyCache } from "../../../src/platform/concurrency/lazyCache.js";
import { setClock } from "../../support/setClock.js";

describe("a cache that takes its room as it needs it", () => {
  const filled = (count: number, max: number) => {
    const cache = lazyCache<string, number>({ max });
    for (let n = 0; n < count; n++) cache.set(`k${n}`, n);
    return cache;
  };

  it("remembers as many as it may, and forgets what was not asked for longest", () => {
    for (const max of [3, 100, 150]) {
      const cache = filled(max, max);
      expect(cache.get("k0"), String(max)).to.equal(0);
      cache.set("one more", 1);
      expect([cache.has("k0"), cache.has("k1"), cache.has("k2")]).to.deep.equal([true, false, true]);
      expect([...cache.keys()]).to.have.length(max);
    }
  });

  it("keeps the order in which entries were asked for when it takes more room", () => {
    const cache = filled(100, 101);
    cache.get("k0");
    cache.set("k1", -1);
    cache.set("k100", 100);
    expect([...cache.keys()].slice(0, 4)).to.deep.equal(["k100", "k1", "k0", "k99"]);
    cache.set("k101", 101);
    expect([cache.get("k0"), cache.get("k1"), cache.get("k2")]).to.deep.equal([0, -1, undefined]);
  });

  it("forgets an entry in its time, whether it took more room since or not", () => {
    const clock = setClock();
    const cache = lazyCache<string, number>({ max: 200, ttl: 1000, ttlResolution: 0, perf: clock });
    cache.set("first", 1);
    clock.pass(400);
    for (let n = 0; n < 150; n++) cache.set(`k${n}`, n);
    clock.pass(600);
    expect([cache.get("first"), cache.get("k0")]).to.deep.equal([1, 0]);
    clock.pass(1);
    expect([cache.get("first"), cache.get("k0")]).to.deep.equal([undefined, 0]);
    clock.pass(400);
    expect(cache.get("k0")).to.equal(undefined);
  });
});
