import { expect } from "chai";
import { isPublicAddress } from "../../../src/platform/outbound/addresses.js";
import { targetOf } from "../../../src/platform/outbound/targets.js";

describe("where a user's URL may lead", () => {
  for (const url of [
    "https://calendar.example.com/a.ics?key=1",
    "webcal://calendar.example.com/a.ics",
    "WEBCALS://calendar.example.com/a.ics",
    "https://calendar.example.com:443/",
    "https://8.8.8.8/",
    "https://[2606:4700::1111]/",
  ]) {
    it(`to ${url}`, () => {
      const target = targetOf(url, []);
      expect([target?.url.protocol, target?.port, target?.listed]).to.deep.equal(["https:", 443, false]);
    });
  }

  for (const url of [
    "http://calendar.example.com/a.ics",
    "https://calendar.example.com:8443/",
    "https://calendar.example.com:25/",
    "https://user:pass@calendar.example.com/",
    "https://user@calendar.example.com/",
    "ftp://calendar.example.com/",
    "file:///etc/passwd",
    "gopher://calendar.example.com/",
    "webcal:file:///etc/passwd",
    "data:text/calendar,BEGIN:VCALENDAR",
    "//calendar.example.com/",
    "calendar.example.com",
    "",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://168.63.129.16/",
    "https://255.255.255.255/",
    "https://224.0.0.1/",
    "https://192.0.2.1/",
    "https://[::]/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:db8::1]/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://a.localhost/",
    "https://metadata.google.internal/",
    "https://metadata/",
    "https://printer.local/",
    "https://ⓛocalhost/",
    "https://127。0。0。1/",
  ]) {
    it(`not to ${url}`, () => expect(targetOf(url, [])).to.equal(undefined));
  }

  it("to what is listed, with host and port, also by plain HTTP, and to nothing else there", () => {
    const allowed = ["127.0.0.1:5030", "[::1]:5030"];
    expect(targetOf("http://127.0.0.1:5030/feed.ics", allowed)?.listed).to.equal(true);
    expect(targetOf("http://127.0.0.1:5031/feed.ics", allowed)).to.equal(undefined);
    expect(targetOf("http://localhost:5030/feed.ics", allowed)).to.equal(undefined);
    expect(targetOf("http://me@127.0.0.1:5030/", allowed)).to.equal(undefined);
  });

  it("by webcal: to what is listed at a port of its own without TLS, as calendars are served there", () => {
    const allowed = ["127.0.0.1:5030", "calendar.lan:80", "calendar.lan:443"];
    const protocolOf = (url: string) => targetOf(url, allowed)?.url.protocol;
    expect(targetOf("webcal://127.0.0.1:5030/feed.ics", allowed)?.url.href).to.equal(
      "http://127.0.0.1:5030/feed.ics",
    );
    expect(protocolOf("webcals://127.0.0.1:5030/feed.ics")).to.equal("https:");
    expect(protocolOf("webcal://calendar.lan:80/feed.ics")).to.equal("http:");
    expect(protocolOf("webcal://calendar.lan/feed.ics")).to.equal("https:");
    expect(protocolOf("webcal://127.0.0.1:5031/feed.ics")).to.equal(undefined);
  });

  it("takes what is no address for private", () => {
    expect(["", "localhost", "999.1.1.1", "fe80::1%eth0"].map(isPublicAddress)).to.deep.equal(
      Array.from({ length: 4 }, () => false),
    );
  });
});
