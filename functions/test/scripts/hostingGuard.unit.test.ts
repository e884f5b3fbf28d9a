import { createHash } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  request as send,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { z } from "zod";
import { startHostingGuard } from "../../../scripts/hosting/hosting-guard.mjs";
import { type ApiAnswer, type ApiRequest, send as call } from "../support/api.js";

const host = "127.0.0.1";
const Port = z.object({ port: z.number() });

describe("F12: the guard in front of Hosting", () => {
  let behind: Server;
  let guard: Awaited<ReturnType<typeof startHostingGuard>>;
  let guardPort: number;
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown;
  let seen: IncomingMessage[];

  beforeEach(async () => {
    seen = [];
    answer = (_, response) => void response.end("ok");
    behind = createServer((request, response) => {
      seen.push(request);
      answer(request, response);
    });
    await new Promise<void>((resolve) => behind.listen(0, host, resolve));
    const { port } = Port.parse(behind.address());
    guard = await startHostingGuard({ port: 0, target: port, host });
    guardPort = Port.parse(guard).port;
  });

  afterEach(async () => {
    behind.closeAllConnections();
    behind.close();
    await guard.stop();
  });

  const ask = (method: string, path: string, request?: ApiRequest): Promise<ApiAnswer> =>
    call(`http://${host}:${guardPort}`, method, path, request);

  it("answers what it refuses with a problem, and Hosting hears nothing of it", async () => {
    const refused = await ask("POST", "//..%2fx", { body: {} });
    expect([refused.status, refused.headers["content-type"], refused.json()]).to.deep.equal([
      400,
      "application/problem+json",
      {
        type: "urn:firecast:problem:invalid-request",
        title: "The request is not valid",
        status: 400,
        detail: "The target of a request begins with one slash.",
      },
    ]);
    expect(seen).to.deep.equal([]);
  });

  it("passes method, target, host, headers and body on as they came", async () => {
    let body = "";
    answer = async (request, response) => {
      for await (const chunk of request) body += String(chunk);
      response.end();
    };
    const headers = { Host: "localhost:5000", Cookie: "a=1; __session=2", "X-Twice": ["1", "2"] };
    await ask("PATCH", "/api/x?a=%2f&b=%zz", { body: { text: "é" }, headers });
    const [{ method, url, headers: got } = {}] = seen;
    expect([method, url, body]).to.deep.equal(["PATCH", "/api/x?a=%2f&b=%zz", '{"text":"é"}']);
    expect(got).to.deep.include({
      host: "localhost:5000",
      cookie: "a=1; __session=2",
      "x-twice": "1, 2",
      "content-length": "13",
    });
  });

  it("passes status, cookies and headers back", async () => {
    answer = (_, response) => {
      response.writeHead(201, { "Set-Cookie": ["a=1", "b=2"], Location: "/x", "Cache-Control": "private" });
      response.end("made");
    };
    const { status, headers, text } = await ask("POST", "/api/x", { body: {} });
    expect([status, headers["set-cookie"], headers.location, headers["cache-control"], text]).to.deep.equal([
      201,
      ["a=1", "b=2"],
      "/x",
      "private",
      "made",
    ]);
  });

  it("passes a body without a length on, also of DELETE, and none that means nothing", async () => {
    const lengths: (string | undefined)[][] = [];
    answer = (request, response) => {
      lengths.push([request.headers["content-length"], request.headers["transfer-encoding"]]);
      request.resume().once("end", () => response.end("ok"));
    };
    await ask("DELETE", "/x", { raw: "{}", chunked: true, headers: { "Transfer-Encoding": "chunked" } });
    await ask("POST", "/x");
    await ask("GET", "/x", { raw: "{}" });
    expect(lengths).to.deep.equal([
      [undefined, "chunked"],
      ["0", undefined],
      [undefined, undefined],
    ]);
  });

  it("answers HEAD as Hosting does", async () => {
    answer = (_, response) => void response.writeHead(200, { "Content-Length": 7 }).end();
    const { status, headers, text } = await ask("HEAD", "/");
    expect([status, headers["content-length"], text]).to.deep.equal([200, "7", ""]);
  });

  it("passes a part of an answer on before the next is there", async () => {
    let finish = (): void => undefined;
    answer = (_, response) => {
      response.write("first");
      finish = () => response.end();
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      send({ host, port: guardPort, path: "/" }, resolve).once("error", reject).end();
    });
    const first = await new Promise((resolve) => response.once("data", resolve));
    expect(String(first)).to.equal("first");
    finish();
    await new Promise((resolve) => response.resume().once("end", resolve));
  });

  it("tells Hosting that the client has gone", async () => {
    const gone = new Promise((resolve) => {
      answer = (_, response) => {
        response.write("first");
        response.once("close", resolve);
      };
    });
    const request = send({ host, port: guardPort, path: "/" }, () => request.destroy());
    request.on("error", () => undefined).end();
    await gone;
  });

  it("breaks off where Hosting breaks off", async () => {
    answer = (_, response) => response.write("first", () => response.destroy());
    expect(await rejection(ask("GET", "/"))).to.match(/aborted|ECONNRESET/);
  });

  it("says so while Hosting is not there", async () => {
    await new Promise((resolve) => behind.close(resolve));
    const { status, text } = await ask("POST", "/api/x", { body: {} });
    expect([status, text]).to.deep.equal([
      503,
      '{"type":"urn:firecast:problem:unavailable","title":"A service is not available right now","status":503,"detail":"The Hosting emulator does not answer."}',
    ]);
  });

  it("loses nothing of a large upload", async () => {
    const body = Buffer.alloc(8_000_000, "firecast ");
    answer = async (request, response) => {
      const hash = createHash("sha256");
      await delay(50); // the sockets are full by then
      for await (const chunk of request) hash.update(z.instanceof(Buffer).parse(chunk));
      response.end(hash.digest("hex"));
    };
    const { text } = await ask("POST", "/x", { raw: body });
    expect(text).to.equal(createHash("sha256").update(body).digest("hex"));
  });

  it("outlives whatever bytes come, and answers the next request", async () => {
    for (const bytes of [
      "hello\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n__proto__: x\r\nX: \xff\x80\r\nConnection: close, x\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
      await sendBytes(guardPort, bytes);
    expect((await ask("GET", "/")).text).to.equal("ok");
  });
});

const rejection = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "none",
    (error: Error) => error.message,
  );

/** Sends and hangs up when something came back, or nothing for a moment. */
function sendBytes(port: number, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => socket.write(bytes, "latin1"));
    socket.once("data", () => socket.destroy());
    socket.setTimeout(100, () => socket.destroy());
    socket.on("error", () => undefined);
    socket.on("close", () => resolve());
  });
}
