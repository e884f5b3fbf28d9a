import { expect } from "chai";
import { retryIn } from "../../../../src/features/push/fcm/backoff.js";
import { refusalOf, retryAfter } from "../../../../src/features/push/fcm/errors.js";
import { at, noon } from "../builders.js";

const now = at(noon);

/** As FCM's HTTP API answers; without a code, as Google's front answers. */
const anAnswer = (status: number, errorCode?: string, retryAfterHeader?: string) => ({
  type: "answered" as const,
  status,
  ...(retryAfterHeader !== undefined && { retryAfter: retryAfterHeader }),
  body: JSON.stringify({
    error: { message: "Requested entity was not found.", details: errorCode ? [{ errorCode }] : [] },
  }),
});
const refused = (...answer: Parameters<typeof anAnswer>) => refusalOf(anAnswer(...answer), false, now);

describe("a refusal by FCM", () => {
  for (const [code, handling] of [
    ["UNREGISTERED", "target_gone"],
    ["SENDER_ID_MISMATCH", "target_gone"],
    ["INVALID_ARGUMENT", "ambiguous"],
    ["QUOTA_EXCEEDED", "throttled"],
    ["UNAVAILABLE", "transient"],
    ["INTERNAL", "transient"],
    ["THIRD_PARTY_AUTH_ERROR", "configuration"],
    ["UNSPECIFIED_ERROR", "unknown"],
  ] as const) {
    it(`N15: ${code} means: ${handling}`, () => {
      expect(refused(400, code).handling).to.equal(handling);
    });
  }

  it("of a target that is gone says of which kind it was", () => {
    const code = (isInstallation: boolean) =>
      refusalOf(anAnswer(404, "UNREGISTERED"), isInstallation, now).code;
    expect([code(false), code(true)]).to.deep.equal([
      "messaging/registration-token-not-registered",
      "messaging/installation-id-not-registered",
    ]);
  });

  it("N15: without a code of FCM's speaks of the project, the key or the service, never of a target", () => {
    const handlings = [401, 403, 404, 429, 500, 502, 503, 504].map((status) => refused(status).handling);
    expect(handlings).to.deep.equal([
      ...["configuration", "configuration", "configuration", "throttled"],
      ...["transient", "transient", "transient", "transient"],
    ]);
  });

  it("N1: is none if nothing was sent: later; and none if nothing was answered: it may have been taken", () => {
    const [notSent, unanswered] = (["not_sent", "unanswered"] as const).map((type) =>
      refusalOf({ type, reason: "the connection was lost" }, false, now),
    );
    expect(notSent?.handling).to.equal("transient");
    expect(unanswered).to.deep.equal({ code: "app/network-timeout", handling: "unanswered" });
  });

  it("of an unheard-of code, or in words only, is unknown", () => {
    expect(refused(400, "BRAND_NEW").handling).to.equal("unknown");
    expect(refused(418).handling).to.equal("unknown");
    const page = { type: "answered", status: 502, body: "<html>Bad gateway</html>" } as const;
    expect(refusalOf(page, false, now).handling).to.equal("transient");
  });

  it("for too many messages holds for as long as FCM says, else for a minute", () => {
    const wait = (header?: string) => refused(429, "QUOTA_EXCEEDED", header).retryAfterMs;
    expect([wait("7"), wait(), wait("soon")]).to.deep.equal([7000, 60_000, 60_000]);
  });

  it("names its wait in seconds or as a date", () => {
    expect(retryAfter("120", now)).to.equal(120_000);
    expect(retryAfter("Sun, 01 Mar 2026 12:00:30 GMT", now)).to.equal(30_000);
    expect(retryAfter("Sun, 01 Mar 2026 11:00:00 GMT", now)).to.equal(0);
    for (const odd of [undefined, "", "-5", "soon"]) expect(retryAfter(odd, now)).to.equal(undefined);
  });
});

describe("the wait before another try", () => {
  const transient = { code: "messaging/internal-error", handling: "transient" } as const;
  const longest = () => 1;

  it("doubles up to an hour, with full jitter", () => {
    expect([1, 2, 3, 9, 10, 99].map((attempts) => retryIn(transient, attempts, longest))).to.deep.equal([
      10_000, 20_000, 40_000, 2_560_000, 3_600_000, 3_600_000,
    ]);
    expect(retryIn(transient, 5, () => 0)).to.equal(0);
  });

  it("is never shorter than what FCM asked for", () => {
    expect(retryIn({ ...transient, retryAfterMs: 90_000 }, 1, () => 0)).to.equal(90_000);
    expect(retryIn({ ...transient, retryAfterMs: 90_000 }, 1, longest)).to.equal(100_000);
  });

  it("N1: is two minutes and more for what FCM did not answer, and comes twice", () => {
    const unanswered = { code: "app/network-timeout", handling: "unanswered" } as const;
    expect([1, 2, 3].map((attempts) => retryIn(unanswered, attempts, () => 0))).to.deep.equal([
      120_000,
      120_000,
      undefined,
    ]);
  });

  it("comes twice for what nobody knows, and never for what will not change", () => {
    const unknown = { code: "messaging/unknown-error", handling: "unknown" } as const;
    expect([1, 2, 3].map((attempts) => retryIn(unknown, attempts, longest))).to.deep.equal([
      10_000,
      20_000,
      undefined,
    ]);
    for (const handling of ["target_gone", "our_fault", "ambiguous"] as const) {
      expect(retryIn({ code: "messaging/x", handling }, 1, longest), handling).to.equal(undefined);
    }
  });
});
