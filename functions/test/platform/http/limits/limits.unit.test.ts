import { type IncomingMessage, ServerResponse } from "node:http";
import { expect } from "chai";
import { callerLimits } from "../../../../src/platform/http/limits/limits.js";
import { Problem } from "../../../../src/platform/problems.js";
import { tokenBuckets } from "../../../../src/platform/rates/tokenBuckets.js";
import { setClock } from "../../../support/setClock.js";
import { settled } from "../../../realtime/support/virtualTime.js";

const from = (headers: Record<string, string>): IncomingMessage =>
  ({ headers, socket: {} }) as unknown as IncomingMessage;

function limitsAt(factor = 1) {
  const clock = setClock();
  const nothing = { ofAccount: 0, inAll: 0 };
  return {
    clock,
    limits: callerLimits({
      buckets: tokenBuckets(clock),
      factor,
      proxies: 1,
      held: nothing,
      warnNear: () => undefined,
    }),
  };
}

/** How often it passes in a row. */
function passes(act: () => unknown): number {
  for (let count = 0; ; count++) {
    try {
      act();
    } catch {
      return count;
    }
  }
}

function thrownBy(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error("It threw no problem.");
}

describe("F7: the limits of one account", () => {
  for (const limit of ["reads", "writes", "opens", "tickets"] as const) {
    it(`let a burst of 100 ${limit} pass, and bound what follows`, () => {
      const { clock, limits } = limitsAt();
      expect(passes(() => limits.account("mia", limit))).to.be.within(100, 300);
      clock.pass(1000);
      expect(passes(() => limits.account("mia", limit))).to.be.within(1, 30);
      expect(passes(() => limits.account("max", limit))).to.be.at.least(100);
    });
  }

  for (const limit of ["reads", "writes"] as const) {
    it(`can be asked for without counting: ${limit} are refused then with the same words`, () => {
      const { limits } = limitsAt();
      expect(limits.refusal("mia", limit)).to.equal(undefined);
      passes(() => limits.account("mia", limit));
      const refused = thrownBy(() => limits.account("mia", limit));
      const { status, headers } = limits.refusal("mia", limit) ?? {};
      expect({ status, headers }).to.deep.equal({ status: 429, headers: refused.headers });
    });
  }

  it("are multiplied by the factor", () => {
    const { limits } = limitsAt(10);
    expect(passes(() => limits.account("mia", "writes"))).to.equal(2000);
  });

  it("count the bytes that lists, history and replays sent: who owes may neither read nor open, but write", () => {
    const { clock, limits } = limitsAt();
    limits.sent("mia", 1e9);
    expect(passes(() => limits.account("mia", "reads"))).to.equal(0);
    expect(passes(() => limits.account("mia", "opens"))).to.equal(0);
    expect(limits.refusal("mia", "opens")?.headers["RateLimit"]).to.match(/^"bytes";/);
    expect(passes(() => limits.account("mia", "writes"))).to.be.at.least(100);
    clock.pass(60_000);
    expect(passes(() => limits.account("mia", "reads"))).to.be.at.least(100);
  });
});

describe("F7: a burst of one account", () => {
  /** Reads of a megabyte each, which go on until the test ends them. */
  function burst(count: number, factor = 1) {
    const { limits } = limitsAt(factor);
    const call = () => ({ uid: "mia", limit: "reads", res: new ServerResponse(from({})) }) as const;
    const reading: (() => void)[] = [];
    let refused = 0;
    const read = async (): Promise<void> => {
      await new Promise<void>((resolve) => reading.push(resolve));
      limits.sent("mia", 1024 * 1024);
    };
    const calls = Array.from({ length: count }, () =>
      limits.inTurn(call(), read).catch((error: unknown) => {
        if (error instanceof Problem && error.status === 429) refused++;
      }),
    );
    const answerAll = async (): Promise<number> => {
      for (let answer = reading.shift(); answer; answer = reading.shift()) {
        answer();
        await settled();
      }
      await Promise.all(calls);
      return refused;
    };
    return { inFlight: () => reading.length, answerAll };
  }

  it("is worked on 8 calls at a time, and more of them where limits are multiplied", () => {
    expect(burst(100).inFlight()).to.equal(8);
    expect(burst(100, 10).inFlight()).to.equal(80);
  });

  it("is answered in whole where answers are small, and up to its share of bytes where they are large", async () => {
    expect(await burst(32).answerAll()).to.equal(0);
    // Of those that are under way when the last byte is spent, all are answered.
    expect(await burst(100).answerAll()).to.equal(100 - 32 - 7);
  });
});

describe("limits by address", () => {
  it("let a burst of 100 calls pass, and bound what follows", () => {
    const { limits } = limitsAt();
    for (const limit of ["calls", "failures"] as const) {
      expect(passes(() => limits.address(from({ "x-forwarded-for": "203.0.113.9" }), limit))).to.be.within(
        100,
        300,
      );
      expect(passes(() => limits.address(from({ "x-forwarded-for": "203.0.113.10" }), limit))).to.be.within(
        100,
        300,
      );
    }
  });

  it("are not widened by a header that the caller chooses anew each time", () => {
    const { limits } = limitsAt();
    let call = 0;
    const forged = () => `198.51.100.${call++}`;
    expect(
      passes(() => limits.address(from({ "x-forwarded-for": `${forged()}, 203.0.113.9` }), "calls")),
    ).to.equal(300);
  });

  it("of the visitors of Hosting are bounded by its edge: forged, they are no more than 20 addresses", () => {
    const { limits } = limitsAt();
    let call = 0;
    const visit = () =>
      from({
        "x-forwarded-for": "192.0.2.80",
        "x-forwarded-host": "x",
        "fastly-client-ip": `10.0.${call >> 8}.${call++ & 255}`,
      });
    expect(passes(() => limits.address(visit(), "calls"))).to.equal(6000);
  });
});
