import { connect, type Socket } from "node:net";
import { expect } from "chai";
import { send } from "../../support/api.js";
import type { ServerProcess } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";
import { aUser, type TestUser } from "../../support/users.js";
import { follow, type Persistent } from "./persistent.js";

describe("Durable streams in trouble", function () {
  this.timeout(30_000);
  let server: ServerProcess;
  let ann: TestUser;
  let made = 0;

  before(async () => {
    [server, ann] = await Promise.all([sharedServer("second"), aUser()]);
  });

  const aStream = (contentType: string): Persistent => ({
    path: `${ann.uid}/trouble-${++made}`,
    token: ann.idToken,
    contentType,
    server: () => server.baseUrl,
  });
  const call = (
    method: string,
    { path, contentType }: Persistent,
    raw: string | Buffer,
    headers: object = {},
  ) =>
    send(server.baseUrl, method, `/api/ds/${path}`, {
      token: ann.idToken,
      raw,
      headers: { "Content-Type": contentType, ...headers },
    });

  it("take what a producer repeats once, and nothing of another one of its id that is older", async () => {
    const stream = aStream("text/plain");
    await call("PUT", stream, "");
    const by = (epoch: number, seq: number) => ({
      "Producer-Id": "p",
      "Producer-Epoch": String(epoch),
      "Producer-Seq": String(seq),
    });
    const said = [];
    for (const [raw, headers] of [
      ["a", by(0, 0)],
      ["b", by(0, 1)],
      ["b", by(0, 1)],
      ["a", by(0, 0)],
      ["d", by(0, 3)],
      ["c", by(1, 0)],
      ["x", by(0, 2)],
      ["x", by(2, 1)],
    ] as const) {
      const { status, headers: got } = await call("POST", stream, raw, headers);
      said.push([status, got["producer-epoch"], got["producer-seq"] ?? got["producer-expected-seq"]]);
    }
    expect(said).to.deep.equal([
      [200, "0", "0"],
      [200, "0", "1"],
      [204, "0", "1"],
      [204, "0", "1"],
      [409, undefined, "2"],
      [200, "1", "0"],
      [403, "1", undefined],
      [400, undefined, undefined],
    ]);
    expect((await call("GET", stream, "")).text).to.equal("abc");
  });

  it("serve those who read while others have stopped", async () => {
    const stream = aStream("application/octet-stream");
    const bytes = Buffer.alloc(3_500_000, "0123456789abcdef");
    expect((await call("PUT", stream, bytes)).status).to.equal(201);
    const stopped = await Promise.all(Array.from({ length: 10 }, () => stoppedReader(server, stream)));
    expect((await call("POST", stream, bytes, { "Stream-Closed": "true" })).status).to.equal(204);
    const seen = await follow(stream);
    expect(seen.equals(Buffer.concat([bytes, bytes]))).to.equal(true);
    for (const socket of stopped) socket.destroy();
  });
});

/** Asks for events, and takes no more than the first of them. */
function stoppedReader({ baseUrl }: ServerProcess, { path, token }: Persistent): Promise<Socket> {
  const { port, host } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1");
    socket.once("error", reject);
    socket.once("data", () => resolve(socket.pause()));
    const head = `GET /api/ds/${path}?offset=-1&live=sse HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}`;
    socket.write(`${head}\r\n\r\n`);
  });
}
