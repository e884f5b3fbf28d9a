import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { maxBodyBytes } from "../../src/platform/http/intake.js";
import { type ApiAnswer, send } from "../support/api.js";
import { memoryOf } from "../support/memory.js";
import { rawRequest } from "../support/rawRequest.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { expectProblem } from "./problems.js";

const mib = 1024 * 1024;

describe("a request body that is more than it seems", function () {
  this.timeout(60_000);
  let server: ServerProcess;

  before(async () => {
    server = await sharedServer("first");
  });

  const post = (headers: Record<string, string>, raw: string | Buffer = "{}"): Promise<ApiAnswer> =>
    send(server.baseUrl, "POST", "/api/session", { raw, headers });

  for (const encoding of [
    "br",
    "gzip",
    "GZIP",
    "deflate",
    "zstd",
    "foo",
    "identity, br",
    "gzip, gzip",
    "\u00e4",
  ]) {
    it(`F1: in the encoding ${encoding} is refused with 415, and what would do is named`, async () => {
      const answer = await post({ "Content-Encoding": encoding });
      expect(expectProblem(answer, 415, "unsupported-media-type").detail).to.match(/Content-Encoding/);
      expect(answer.headers["accept-encoding"]).to.equal("identity");
    });
  }

  it("F9: an encoding of nothing at all is refused, too, whatever its type", async () => {
    for (const type of ["", "text/plain", "application/json"]) {
      expectProblem(
        await post({ "Content-Encoding": "foo", "Content-Type": type }, ""),
        415,
        "unsupported-media-type",
      );
    }
  });

  it("F1: the identity is no encoding", async () => {
    for (const encoding of ["identity", "Identity", "", "identity, identity"]) {
      expectProblem(await post({ "Content-Encoding": encoding }), 400, "invalid-request");
    }
  });

  it("F1: a length beyond the limit is refused before a byte of it comes", async () => {
    const length = `POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: ${500 * mib}\r\n\r\n`;
    const answer = await rawRequest(server.baseUrl, length);
    expect(answer).to.match(/^HTTP\/1.1 413 .*"urn:firecast:problem:payload-too-large"/s);
  });

  it("F1: chunks without end are refused as soon as they are too many", async () => {
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const head = "POST /api/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    const answer = await rawRequest(server.baseUrl, head + chunk.repeat(maxBodyBytes / 0x10000 + 1));
    expect(answer).to.match(/^HTTP\/1.1 413 .*"urn:firecast:problem:payload-too-large"/s);
  });

  it("F1: whoever sends a megabyte too many without looking hears the answer all the same", async () => {
    const raw = Buffer.alloc(mib, 32);
    for (const chunked of [true, false]) {
      const answer = await send(server.baseUrl, "POST", "/api/session", { raw, chunked });
      expectProblem(answer, 413, "payload-too-large");
    }
  });

  it("F1: a body of exactly the limit is read", async () => {
    expectProblem(await post({}, `"${"x".repeat(maxBodyBytes - 2)}"`), 400, "invalid-request");
  });
});

describe("a server's memory", function () {
  this.timeout(60_000);
  let server: ServerProcess;

  before(async () => {
    server = await startServer();
  });

  after(() => server.stop());

  /** What it grows by, at most, while all of them are answered at once. */
  async function growth(requests: readonly (() => Promise<unknown>)[]): Promise<number> {
    const memory = memoryOf(server.pid);
    for (let n = 0; n < 300; n++) await send(server.baseUrl, "POST", "/api/session", { raw: "{}" });
    memory.forgetPeak();
    const before = memory.now();
    await Promise.all(requests.map((request) => request()));
    return memory.peak() - before;
  }

  const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);
  const bomb = (encoding: string, raw: Buffer) => () =>
    send(server.baseUrl, "POST", "/api/session", { raw, headers: { "Content-Encoding": encoding } });

  it("F1: grows by less than 20 MB under 100 decompression bombs", async () => {
    const zeros = Buffer.alloc(50 * mib, 32);
    const grown = await growth([
      ...times(40, bomb("br", brotliCompressSync(zeros))),
      ...times(30, bomb("gzip", gzipSync(zeros))),
      ...times(30, bomb("deflate", deflateSync(zeros))),
    ]);
    expect(grown).to.be.below(20 * mib);
  });

  it("F1: grows by little under 20 bodies of 20 MB that come without a length", async () => {
    const raw = Buffer.alloc(20 * mib, 32);
    const large = () =>
      send(server.baseUrl, "POST", "/api/session", { raw, chunked: true }).catch(() => undefined);
    expect(await growth(times(20, large))).to.be.below(40 * mib);
  });
});
