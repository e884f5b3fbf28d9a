import { expect } from "chai";
import fc from "fast-check";
import { Reconnect, type ReconnectReason } from "@firecast/contract/core/events";
import { firstRetryMs, retryAfter } from "../../../src/realtime/session/ending/retry.js";

const reasons = Reconnect.shape.reason.options;
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
/** The shortest and the longest wait. */
const bounds = (reason: ReconnectReason, together = 1): number[] => [
  retryAfter(reason, together, () => 0),
  retryAfter(reason, together, () => 1),
];

describe("the wait before a client comes back", () => {
  it("is about a second where only this stream had to end", () => {
    for (const reason of [
      "lifetime",
      "token_expiring",
      "byte_budget",
      "slow_reader",
      "rights_changed",
    ] as const) {
      expect(bounds(reason), reason).to.deep.equal([250, 1000]);
    }
  });

  it("is some seconds where the service is in trouble", () => {
    for (const reason of ["overloaded", "unavailable"] as const) {
      expect(bounds(reason), reason).to.deep.equal([2000, 10_000]);
    }
  });

  it("spreads those of a stopping instance: about 500 a second, at most over 30 s", () => {
    expect(bounds("shutting_down", 10)).to.deep.equal([250, 1250]);
    expect(bounds("shutting_down", 5000)).to.deep.equal([250, 10_250]);
    expect(bounds("shutting_down", 1_000_000)).to.deep.equal([250, 30_250]);
  });

  it("is long for a tab that a newer one has replaced", () => {
    expect(bounds("connection_limit")).to.deep.equal([3_600_000, 3_600_000]);
  });

  it("is always whole milliseconds, more than none", () => {
    fc.assert(
      fc.property(fc.constantFrom(...reasons), fc.nat(2_000_000), random, (reason, together, value) => {
        const retryMs = retryAfter(reason, together, () => value);
        expect(Reconnect.safeParse({ reason, retryMs }).success).to.equal(true);
      }),
    );
  });

  it("at first is a second, give or take a quarter; a long poll is asked back at once", () => {
    expect([0, 0.5, 1].map((value) => firstRetryMs(false, () => value))).to.deep.equal([750, 1000, 1250]);
    expect(firstRetryMs(true, () => 0.5)).to.equal(50);
  });
});
