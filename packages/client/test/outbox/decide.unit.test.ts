import { expect } from "chai";
import { decideAfterFailure, isTooOld } from "../../src/outbox/decide.js";

describe("what becomes of a write that failed", () => {
  const after = (status: number | undefined, attempt = 1) =>
    decideAfterFailure(status === undefined ? {} : { status }, { attempt, random: 0.5 });

  it("is sent again where it may go through later", () => {
    for (const status of [undefined, 408, 429, 500, 502, 503, 504])
      expect(after(status), String(status)).to.deep.equal({ type: "retry", afterMs: 500 });
    expect([2, 3, 4, 5, 6, 100].map((attempt) => after(503, attempt))).to.deep.equal(
      [1000, 2000, 4000, 8000, 15_000, 15_000].map((afterMs) => ({ type: "retry", afterMs })),
    );
  });

  it("waits as long as the server says", () => {
    expect(
      decideAfterFailure({ status: 429, retryAfterMs: 7000 }, { attempt: 1, random: 0.9 }),
    ).to.deep.equal({ type: "retry", afterMs: 7000 });
  });

  it("waits for a sign-in, and ends where the server says no", () => {
    expect(after(401)).to.deep.equal({ type: "sign-in" });
    for (const status of [400, 403, 404, 409, 413, 422])
      expect(after(status), String(status)).to.deep.equal({ type: "refuse" });
  });

  it("is too old when the server may have forgotten its key", () => {
    const hours = 3_600_000;
    expect([22, 23, 23.1].map((age) => isTooOld({ at: 0 }, age * hours))).to.deep.equal([false, false, true]);
  });
});
