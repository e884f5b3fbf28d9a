import type { IncomingMessage } from "node:http";
import { expect } from "chai";
import { networkOf, sourcesOf } from "../../../../src/platform/http/limits/address.js";

type Headers = Record<string, string>;
const request = (headers: Headers, remoteAddress = "127.0.0.1"): IncomingMessage =>
  ({ headers, socket: { remoteAddress } }) as unknown as IncomingMessage;
const keys = (headers: Headers, proxies: number): string[] =>
  sourcesOf(request(headers), proxies).map(({ key }) => key);

describe("the address that a call without an account counts for", () => {
  it("on the function's own URL is what Google's front end appended, whatever the caller wrote before it", () => {
    for (const forged of [
      "",
      "198.51.100.1, ",
      "198.51.100.1,198.51.100.2, ",
      "127.0.0.1, ",
      " , ,",
      "x".repeat(5000) + ",",
    ]) {
      expect(keys({ "x-forwarded-for": `${forged}203.0.113.9` }, 1)).to.deep.equal(["203.0.113.9"]);
    }
  });

  it("behind a load balancer is the one before the balancer's own", () => {
    expect(keys({ "x-forwarded-for": "198.51.100.1, 203.0.113.9, 192.0.2.1" }, 2)).to.deep.equal([
      "203.0.113.9",
    ]);
  });

  it("in the emulators is the connection's own: no proxy of ours wrote the header", () => {
    const headers = {
      "x-forwarded-for": "198.51.100.1",
      "x-forwarded-host": "x",
      "fastly-client-ip": "198.51.100.2",
    };
    expect(keys(headers, 0)).to.deep.equal(["127.0.0.1"]);
  });

  it("is not believed from any other header", () => {
    for (const name of [
      "x-real-ip",
      "x-client-ip",
      "forwarded",
      "cf-connecting-ip",
      "true-client-ip",
      "fastly-client-ip",
      "x-appengine-user-ip",
    ]) {
      expect(keys({ "x-forwarded-for": "203.0.113.9", [name]: "198.51.100.1" }, 1)).to.deep.equal([
        "203.0.113.9",
      ]);
    }
  });

  it("through Hosting is the visitor's within the edge, and the edge's with a larger share", () => {
    const headers = {
      "x-forwarded-for": "192.0.2.80",
      "x-forwarded-host": "app.example",
      "fastly-client-ip": "203.0.113.9",
    };
    expect(sourcesOf(request(headers), 1)).to.deep.equal([
      { key: "192.0.2.80 203.0.113.9", shared: false },
      { key: "192.0.2.80 hosting", shared: true },
    ]);
  });

  it("by forged headers of Hosting is nobody else's: neither a visitor's nor what counts directly", () => {
    const victim = keys(
      {
        "x-forwarded-for": "192.0.2.80",
        "x-forwarded-host": "app.example",
        "fastly-client-ip": "203.0.113.9",
      },
      1,
    );
    const direct = keys({ "x-forwarded-for": "203.0.113.9" }, 1);
    const forger = keys(
      {
        "x-forwarded-for": "198.51.100.66",
        "x-forwarded-host": "app.example",
        "fastly-client-ip": "203.0.113.9",
      },
      1,
    );
    expect(forger.filter((key) => victim.includes(key) || direct.includes(key))).to.deep.equal([]);
  });

  it("is one for all that is no address, so that leaving it out buys nothing", () => {
    for (const text of ["", "unknown", "_hidden", "203.0.113.9:443", "300.1.1.1", "fe80::zz", "1.2.3"]) {
      expect(keys({ "x-forwarded-for": text }, 1)).to.deep.equal(["unknown"]);
    }
    expect(keys({}, 1)).to.deep.equal(["unknown"]);
  });

  const networks: Record<string, string> = {
    "203.0.113.9": "203.0.113.9",
    "::ffff:203.0.113.9": "203.0.113.9",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "2001:DB8:1:2::": "2001:db8:1:2::/64",
    "2001:0db8:0001:0002:ffff::1": "2001:db8:1:2::/64",
    "2001:db8::1": "2001:db8:0:0::/64",
    "::1": "0:0:0:0::/64",
    "fe80::1%eth0": "fe80:0:0:0::/64",
  };
  for (const [address, network] of Object.entries(networks)) {
    it(`${address} counts for ${network}`, () => expect(networkOf(address)).to.equal(network));
  }
});
