import { expect } from "chai";
import { createServer, get, type RequestListener, type Server, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { handedOffSocket, handOffStreamSockets } from "../../../src/realtime/transports/socketHandoff.js";
import type { Sink } from "../../../src/realtime/session/transport.js";
import { longPoll, sse } from "../../../src/realtime/transports/sse.js";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { z } from "zod";
import { eventually } from "../../support/eventually.js";

describe("sink", () => {
  before(() => handOffStreamSockets());

  for (const [kind, path] of [
    ["a socket that was handed over", "/sse/stream"],
    ["a plain response", "/sse/stream?poll=1"],
  ] as const) {
    describe(`of ${kind}`, () => {
      it("writes head, chunks in order and an end that a client takes for whole", async () => {
        const served = await serve(async (sink) => {
          sink.open();
          sink.write({ bytes: Buffer.from("one ") });
          sink.write({ bytes: Buffer.from("zwölf ") });
          await turns();
          const shared = Buffer.from("three");
          for (const bytes of [shared, shared]) sink.write({ bytes });
          sink.end("lifetime");
        });
        const answer = await fetched(served, path);
        expect(answer).to.deep.equal({
          status: 200,
          type: "text/event-stream",
          text: "one zwölf threethree",
          complete: true,
        });
        expect(served.handedOver).to.equal(path === "/sse/stream");
      });

      it("tells that it is closed when its client leaves, and whoever waits for the response", async () => {
        const told: string[] = [];
        const served = await serve((sink, res) => {
          res.once("close", () => told.push("response"));
          sink.onClose(() => told.push("sink"));
          sink.open();
          sink.write({ bytes: Buffer.from("hello") });
        });
        const client = await reading(served, path);
        expect(served.sink?.closed).to.equal(false);
        client.destroy();
        await eventually(
          () => [...told].sort(),
          (events) => events.length === 2,
        );
        await eventually(
          () => served.sink?.closed,
          (closed) => closed === true,
        );
      });

      it("is closed by a client that only ends its own side", async () => {
        const served = await serve((sink) => {
          sink.open();
          sink.write({ bytes: Buffer.from("hello") });
        });
        const client = await reading(served, path);
        client.end();
        await eventually(
          () => served.sink?.closed,
          (closed) => closed === true,
        );
      });

      it("counts what a reader leaves waiting", async () => {
        const served = await serve((sink) => {
          sink.open();
          sink.write({ bytes: Buffer.from("hello") });
        });
        const client = await reading(served, path);
        client.pause();
        for (let round = 0; round < 200; round++)
          served.sink?.write({ bytes: Buffer.from("x".repeat(100_000)) });
        expect(served.sink?.waiting).to.be.greaterThan(5_000_000);
        served.sink?.destroy();
        await eventually(
          () => served.sink?.closed,
          (closed) => closed === true,
        );
      });
    });
  }

  describe("socket handoff", () => {
    it("lets an open stream forget its request and its response", async () => {
      const kept: WeakRef<object>[] = [];
      const served = await serve((sink, res) => {
        kept.push(new WeakRef(res), new WeakRef(res.req));
        sink.open();
        sink.write({ bytes: Buffer.from("hello") });
      });
      const client = await reading(served, "/sse/stream");
      await reading(served, "/other?poll=1"); // Node itself remembers the latest ones
      await eventually(
        () => (collectGarbage(), kept.slice(0, 2).filter((reference) => reference.deref()).length),
        (left) => left === 0,
      );
      expect(served.sink?.closed).to.equal(false);
      client.destroy();
    });

    it("ends the connection after another answer than a stream", async () => {
      const served = await serve((_, res) => res.writeHead(401).end("no"));
      expect(await exchange(served, "GET /sse/stream HTTP/1.1\r\nHost: x\r\n\r\n")).to.match(
        /^HTTP\/1\.1 401 .*\r\nConnection: close\r\n.*no/s,
      );
    });

    it("leaves every other request its connection", async () => {
      const served = await serve((_, res) => res.end("fine"));
      for (const request of [
        "POST /sse/stream HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        "GET /sse/stream?poll=1 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /sse/stream HTTP/1.1\r\nHost: x\r\nX-Forwarded-Host: y\r\n\r\n",
        "GET /sse/stream HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi",
        "GET /sse/streams HTTP/1.1\r\nHost: x\r\n\r\n",
      ]) {
        const last = "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        expect((await exchange(served, request + last)).match(/fine/g), request).to.have.length(2);
        expect(served.handedOver, request).to.equal(false);
      }
    });

    it("does not take a connection on which the next request has already come", async () => {
      const served = await serve((sink) => {
        sink.open();
        sink.write({ bytes: Buffer.from("stream") });
        sink.end("lifetime");
      });
      const request = "GET /sse/stream HTTP/1.1\r\nHost: x\r\n\r\n";
      expect(await exchange(served, request + request)).to.contain("stream");
    });

    it("leaves a request alone that asks for an upgrade itself", async () => {
      const served = await serve((_, res) => res.end("fine"));
      const request =
        "GET /sse/stream HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n";
      expect(await exchange(served, request)).to.contain("fine");
      expect(served.handedOver).to.equal(false);
    });

    it("stands back where somebody serves real upgrades", async () => {
      const served = await serve((sink) => {
        sink.open();
        sink.end("lifetime");
      });
      served.server.on("upgrade", (_, socket) => socket.destroy());
      expect((await fetched(served, "/sse/stream")).status).to.equal(200);
      expect(served.handedOver).to.equal(false);
    });
  });
});

interface Served {
  server: Server;
  port: number;
  /** Of the latest request. */
  sink: Sink | undefined;
  handedOver: boolean;
}

const servers: Server[] = [];
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server whose handlers get their sink as the session registry does: a while after the request came. */
async function serve(act: (sink: Sink, res: ServerResponse) => unknown): Promise<Served> {
  const answer: RequestListener = (req, res) => {
    void turns().then(() => {
      served.handedOver = handedOffSocket(res) !== undefined;
      served.sink = (req.url?.includes("poll=1") ? longPoll : sse)(res, "identity").sink;
      act(served.sink, res);
    });
  };
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const served: Served = { server, port, sink: undefined, handedOver: false };
  return served;
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const turns = () => new Promise((resolve) => setImmediate(resolve));

interface Fetched {
  status: number | undefined;
  type: string | undefined;
  text: string;
  complete: boolean;
}

function fetched({ port }: Served, path: string): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    get({ port, path, host: "127.0.0.1", agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.once("close", () => {
        const { statusCode: status, headers, complete } = response;
        resolve({ status, type: headers["content-type"], text, complete });
      });
    }).once("error", reject);
  });
}

/** A client that has the head of its answer. */
async function reading({ port }: Served, path: string): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => undefined);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await new Promise((resolve) => socket.once("data", resolve));
  socket.resume();
  return socket;
}

/** Everything that the server says until it closes. */
function exchange({ port }: Served, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(request)).once("error", reject);
    socket.setEncoding("utf8").on("data", (part: string) => (text += part));
    socket.once("close", () => resolve(text));
  });
}
