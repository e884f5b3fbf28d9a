import { expect } from "chai";
import { AppErrorCode } from "firebase-admin/app";
import { MessagingErrorCode } from "firebase-admin/messaging";
import { retryIn } from "../../../../src/features/notifications/push/backoff.js";
import { handlings, refusalOf, retryAfter } from "../../../../src/features/notifications/push/errors.js";
import { at, noon } from "./builders.js";

const now = at(noon);

/** As firebase-admin makes them. */
const anError = (code: string, answer?: { headers?: object; data?: unknown }) =>
  Object.assign(new Error("Requested entity was not found."), {
    code,
    ...(answer && { httpResponse: { status: 400, headers: answer.headers ?? {}, data: answer.data } }),
  });
const saying = (errorCode: string) => ({ error: { details: [{ "@type": "FcmError", errorCode }] } });

describe("a refusal by FCM", () => {
  it("has a row in the table for every code of firebase-admin, and no row for others", () => {
    const codes = [
      ...Object.values(MessagingErrorCode).map((code) => `messaging/${code}`),
      ...Object.values(AppErrorCode).map((code) => `app/${code}`),
    ];
    expect(Object.keys(handlings)).to.have.members(codes);
  });

  it("is read by its code, never by its text", () => {
    const gone = anError("messaging/registration-token-not-registered", { data: saying("UNREGISTERED") });
    expect(refusalOf(gone, now)).to.deep.equal({
      code: "messaging/registration-token-not-registered",
      handling: "target_gone",
    });
    expect(refusalOf(anError("messaging/server-unavailable", {}), now).handling).to.equal("transient");
  });

  it("means no dead target where Google speaks of something else that is not found", () => {
    const noProject = anError("messaging/registration-token-not-registered", {
      data: { error: { code: 404 } },
    });
    expect(refusalOf(noProject, now).handling).to.equal("configuration");
  });

  it("is no refusal but an outage if nobody answered", () => {
    expect(refusalOf(anError("messaging/unknown-error"), now).handling).to.equal("transient");
    expect(refusalOf(anError("messaging/unknown-error", {}), now).handling).to.equal("unknown");
  });

  it("of an unheard-of code, or of no code, is unknown", () => {
    expect(refusalOf(anError("messaging/brand-new", {}), now).handling).to.equal("unknown");
    expect(refusalOf(new Error("no code"), now)).to.deep.equal({ code: "unreadable", handling: "unknown" });
    expect(refusalOf(undefined, now)).to.deep.equal({ code: "unreadable", handling: "unknown" });
  });

  it("for too many messages holds for as long as FCM says, else for a minute", () => {
    const wait = (headers: object) =>
      refusalOf(anError("messaging/message-rate-exceeded", { headers }), now).retryAfterMs;
    expect(wait({ "retry-after": "7" })).to.equal(7000);
    expect(wait({})).to.equal(60_000);
    expect(wait({ "retry-after": "soon" })).to.equal(60_000);
  });

  it("names its wait in seconds or as a date", () => {
    expect(retryAfter("120", now)).to.equal(120_000);
    expect(retryAfter("Sun, 01 Mar 2026 12:00:30 GMT", now)).to.equal(30_000);
    expect(retryAfter("Sun, 01 Mar 2026 11:00:00 GMT", now)).to.equal(0);
    for (const odd of [undefined, "", "-5", "soon", 7, ["7"]])
      expect(retryAfter(odd, now)).to.equal(undefined);
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

  it("comes twice for what nobody knows, and never for what will not change", () => {
    const unknown = { code: "messaging/unknown-error", handling: "unknown" } as const;
    expect([1, 2, 3].map((attempts) => retryIn(unknown, attempts, longest))).to.deep.equal([
      10_000,
      20_000,
      undefined,
    ]);
    for (const handling of ["target_gone", "our_fault", "configuration", "ambiguous"] as const) {
      expect(retryIn({ code: "messaging/x", handling }, 1, longest), handling).to.equal(undefined);
    }
  });
});
