import { expect } from "chai";
import { refusalOf } from "../../../scripts/hosting/refused-requests.mjs";

const detailOf = (url: string, headers: Record<string, string> = {}, method = "GET"): unknown =>
  refusalOf({ method, url, headers: { host: "127.0.0.1:5000", ...headers } })?.detail;

describe("F12: what may not reach the Hosting emulator", () => {
  const slash = "The target of a request begins with one slash.";
  const dots = "The path has dot segments.";
  const undecodable = "The path does not decode.";
  const backslash = "The path has a backslash or a NUL.";
  const long = "The path is too long.";
  const refused: Record<string, string> = {
    "//..%2fx": slash,
    "//": slash,
    "//[": slash,
    "//a:b@c:99999/": slash,
    "http://a:99999/": slash,
    "http://x/": slash,
    "a://": slash,
    "*": slash,
    "": slash,
    "/\\..%2fx": backslash,
    "/%5c%5c[": backslash,
    "/api/%5C..%5Cx": backslash,
    "/index.html%00.js": backslash,
    "/..": dots,
    "/../../etc/passwd": dots,
    "/api/%2e%2E/%2e%2e/functions": dots,
    "/a/..%2fb": dots,
    "/./api/session": dots,
    "/%": undecodable,
    "/api/%ff": undecodable,
    "/%E0%A4%A": undecodable,
    [`/api/${"a".repeat(256)}`]: long,
    [`/api/${"%F0%9F%98%80".repeat(64)}`]: long,
    [`/${"a/".repeat(1000)}`]: long,
  };
  for (const [url, detail] of Object.entries(refused)) {
    it(`${url.slice(0, 40)}: ${detail}`, () => {
      expect(detailOf(url)).to.equal(detail);
    });
  }

  for (const host of ["", "[", "a b", "a:99999", "%"]) {
    it(`the host "${host}"`, () => {
      expect(detailOf("/", { host })).to.equal("The host is not one.");
    });
  }

  it("a WebSocket, and TRACE", () => {
    const details = [detailOf("/api/ws", { upgrade: "WebSocket" }), detailOf("/", {}, "TRACE")];
    expect(details).to.deep.equal([
      "Hosting forwards no WebSocket: connect to the function's own URL.",
      "No route answers TRACE.",
    ]);
  });

  const passed = [
    "/",
    "/?%",
    "/?a=//..%2f&b=\\",
    "/a#//",
    "/api/spaces/a%20b/chat",
    "/api//x",
    "/...",
    "/a..b",
  ];
  for (const url of [...passed, `/${"a".repeat(255)}`, "/api/%F0%9F%98%80", "/[", "/**", "/%2f"]) {
    it(`not ${url.slice(0, 40)}`, () => {
      expect(detailOf(url)).to.equal(undefined);
    });
  }

  it("not a request of HTTP/1.0, which needs no host, nor one to another name", () => {
    expect(refusalOf({ method: "GET", url: "/", headers: {} })).to.equal(undefined);
    expect(detailOf("/", { host: "localhost:5000" })).to.equal(undefined);
  });
});
