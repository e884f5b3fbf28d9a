import { expect } from "chai";
import type { Request } from "express";
import { cors, sameOrigin } from "../../../src/platform/http/origins.js";

const allowed = ["https://app.example", "http://localhost:5000"];
const request = (headers: Record<string, string | string[] | undefined>, method = "GET"): Request =>
  ({ headers, method, socket: {} }) as unknown as Request;

describe("the same origin", () => {
  const table: [string, Record<string, string | undefined>, boolean][] = [
    ["is one on the list", { origin: "https://app.example", host: "api.example" }, true],
    ["is the host itself", { origin: "https://api.example", host: "api.example", "x-forwarded-proto": "https" }, true],
    ["is the host itself where nothing is encrypted", { origin: "http://127.0.0.1:5010", host: "127.0.0.1:5010" }, true],
    ["F11: is not the host by another scheme", { origin: "https://127.0.0.1:5010", host: "127.0.0.1:5010" }, false],
    ["F11: is not the host unencrypted where it is encrypted", { origin: "http://api.example", host: "api.example", "x-forwarded-proto": "https" }, false],
    ["F11: is not Hosting's unencrypted", { origin: "http://site.example", host: "fn.run.app", "x-forwarded-host": "site.example" }, false],
    ["is the host that the browser sees before Hosting", { origin: "https://site.example", host: "fn.run.app", "x-forwarded-host": "site.example" }, true],
    ["is not the inner host when there is an outer one", { origin: "https://fn.run.app", host: "fn.run.app", "x-forwarded-host": "site.example" }, false],
    ["is not the host on another port", { origin: "https://api.example:8443", host: "api.example", "x-forwarded-proto": "https" }, false],
    ["is not unknown", { host: "api.example" }, false],
    ["is not the opaque one", { origin: "null", host: "null" }, false],
    ["is not one that ends like ours", { origin: "https://evil-app.example", host: "api.example" }, false],
    ["is not one that begins like ours", { origin: "https://app.example.evil.example", host: "api.example" }, false],
    ["is not a subdomain of ours", { origin: "https://x.app.example", host: "api.example" }, false],
    ["is not ours without encryption", { origin: "http://app.example", host: "api.example" }, false],
    ["is not one with a path", { origin: "https://app.example/", host: "api.example" }, false],
    ["is not one in capitals that no browser sends", { origin: "HTTPS://APP.EXAMPLE", host: "api.example" }, false],
    ["is not a list of hosts", { origin: "https://site.example", "x-forwarded-host": "site.example, evil.example" }, false],
    ["is not a file", { origin: "file://", host: "" }, false],
    ["is not garbage", { origin: "https://", host: "" }, false],
  ]; // prettier-ignore
  for (const [rule, headers, expected] of table) {
    it(rule, () => expect(sameOrigin(request(headers), allowed)).to.equal(expected));
  }
});

/** What CORS answers: the headers, and whether the request goes on. */
function answer(origin: string | undefined, method = "GET") {
  const headers: Record<string, string> = {};
  let passed = false;
  let status: number | undefined;
  const res = {
    vary: (name: string) => void (headers["Vary"] = name),
    set: (name: string, value: string) => void (headers[name] = value),
    status: (code: number) => {
      status = code;
      return { end: () => undefined };
    },
  };
  void cors(allowed)(request({ origin }, method), res as never, () => (passed = true));
  return { headers, passed, status };
}

describe("CORS", () => {
  it("allows an origin on the list, with credentials, by its exact name", () => {
    expect(answer("https://app.example")).to.deep.equal({
      headers: {
        Vary: "Origin",
        "Access-Control-Allow-Origin": "https://app.example",
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers":
          "Retry-After, Location, Idempotent-Replayed, RateLimit-Policy, RateLimit",
      },
      passed: true,
      status: undefined,
    });
  });

  for (const origin of [
    undefined,
    "",
    "null",
    "*",
    "https://evil.example",
    "https://app.example.evil.example",
    "https://APP.example",
  ]) {
    it(`says nothing to ${origin ?? "no origin"}`, () => {
      expect(answer(origin)).to.deep.equal({ headers: { Vary: "Origin" }, passed: true, status: undefined });
      expect(answer(origin, "OPTIONS")).to.deep.equal({
        headers: { Vary: "Origin" },
        passed: false,
        status: 204,
      });
    });
  }

  it("lets an allowed origin ask first: for every method, and for what a resuming stream sends", () => {
    const { headers, status } = answer("https://app.example", "OPTIONS");
    expect(status).to.equal(204);
    expect(headers["Access-Control-Allow-Methods"]).to.equal("GET, POST, PUT, PATCH, DELETE");
    expect(headers["Access-Control-Allow-Headers"]).to.equal(
      "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Firebase-AppCheck",
    );
  });
});
