import { expect } from "chai";
import { seconds } from "../../../src/platform/clock.js";
import { fleetBuckets, type Settle } from "../../../src/platform/rates/fleetBuckets.js";
import { settled, virtualTime } from "../../realtime/support/virtualTime.js";
import { memoryLedgers } from "../../support/memoryLedgers.js";
import { setClock } from "../../support/setClock.js";

const limit = { perMinute: 600, burst: 600 };

function bucketsOver(settle: (real: Settle) => Settle) {
  const clock = setClock();
  const warnings: string[] = [];
  let asked = 0;
  const real = memoryLedgers(clock);
  const counted: Settle = (key, bounds, claim) => {
    asked++;
    return settle(real)(key, bounds, claim);
  };
  const log = { warn: (event: string) => void warnings.push(event) };
  const buckets = fleetBuckets({ settle: counted, clock, log });
  const passed = async (count: number): Promise<number> => {
    const standings = Array.from({ length: count }, () => buckets.take("mia", limit, 1));
    return (await Promise.all(standings)).filter((standing) => standing.passed).length;
  };
  return { clock, buckets, passed, warnings, asked: () => asked };
}

describe("buckets that instances share", () => {
  it("callers who come at once wait for one answer, and are let in together", async () => {
    const { passed, asked } = bucketsOver((real) => real);
    expect(await passed(500)).to.equal(500);
    expect(asked()).to.be.at.most(3);
  });

  it("while nobody can be asked, this instance decides, and does not ask again for 5 s", async () => {
    let broken = true;
    const { clock, passed, warnings, asked } = bucketsOver(
      (real) =>
        (...claim) =>
          broken ? Promise.reject(new Error("UNAVAILABLE")) : real(...claim),
    );
    expect(await passed(700), "a quarter of the figure").to.equal(150);
    expect([asked(), warnings]).to.deep.equal([1, ["rate.unsettled"]]);
    broken = false;
    clock.pass(seconds(5));
    // What passed meanwhile is told.
    expect(await passed(700)).to.equal(450);
  });

  describe("that do not answer", () => {
    before(() => virtualTime.start());
    after(() => virtualTime.stop());

    it("hold a write up for 4 s once, and no longer", async () => {
      const { passed, asked } = bucketsOver(() => () => new Promise(() => undefined));
      let done = 0;
      void passed(30).then((count) => (done = count));
      await virtualTime.pass(3900);
      expect(done).to.equal(0);
      await virtualTime.pass(200);
      expect(done).to.equal(30);
      void passed(10).then((count) => (done = count));
      await settled();
      expect([done, asked()]).to.deep.equal([10, 1]);
    });
  });
});
