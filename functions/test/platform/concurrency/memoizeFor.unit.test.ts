import { expect } from "chai";
import { memoizeFor } from "../../../src/platform/concurrency/memoizeFor.js";
import { setClock } from "../../support/setClock.js";

describe("a shared read", () => {
  it("serves all who ask in its time, and then is made anew", async () => {
    const clock = setClock();
    let reads = 0;
    const read = memoizeFor(1000, clock, () => Promise.resolve(++reads));
    expect(await Promise.all([read(), read()])).to.deep.equal([1, 1]);
    clock.pass(999);
    expect(await read()).to.equal(1);
    clock.pass(1);
    expect(await read()).to.equal(2);
  });

  it("that fails is not kept", async () => {
    let reads = 0;
    const read = memoizeFor(1000, setClock(), () =>
      reads++ === 0 ? Promise.reject(new Error("down")) : Promise.resolve("up"),
    );
    expect(await read().catch((error: unknown) => String(error))).to.equal("Error: down");
    expect(await read()).to.equal("up");
  });
});
