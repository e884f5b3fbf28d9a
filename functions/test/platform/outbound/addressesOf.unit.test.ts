import { createSocket } from "node:dgram";
import { expect } from "chai";
import { dnsAddresses } from "../../../src/platform/outbound/addressesOf.js";

describe("the addresses of a name", () => {
  const dns = createSocket("udp4");
  /** Answers with one address, and never for names that begin with `slow`. */
  dns.on("message", (query, { port, address }) => {
    const [, name = ""] = /^[^a-z]([a-z]+)/.exec(query.subarray(12).toString("latin1")) ?? [];
    const isIpv4 = query.readUInt16BE(query.indexOf(0, 12) + 1) === 1;
    if (name.startsWith("slow")) return;
    const end = query.indexOf(0, 12) + 5;
    const header = Buffer.from([
      query[0] ?? 0,
      query[1] ?? 0,
      0x81,
      0x80,
      0,
      1,
      0,
      isIpv4 ? 1 : 0,
      0,
      0,
      0,
      0,
    ]);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1]);
    const parts = [header, query.subarray(12, end), ...(isIpv4 ? [record] : [])];
    dns.send(Buffer.concat(parts), port, address);
  });
  before((done) => void dns.bind(0, "127.0.0.1", done));
  after(() => void dns.close());

  it("come at once, while others' servers never answer", async () => {
    const resolve = dnsAddresses([`127.0.0.1:${dns.address().port}`]);
    const answered: string[] = [];
    for (let n = 0; n < 20; n++) void resolve("slow.example.com").then(() => answered.push("slow"));
    expect(await resolve("quick.example.com")).to.deep.equal(["192.0.2.1"]);
    expect(answered).to.deep.equal([]);
  });
});
