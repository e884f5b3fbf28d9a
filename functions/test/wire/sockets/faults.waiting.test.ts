import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { expect } from "chai";
import { messageLimit } from "../../../src/realtime/sockets/messageRate.js";
import { readSettings } from "../../../src/platform/params.js";
import { eventually } from "../../support/eventually.js";
import { type ServerProcess, startServer } from "../../support/serverProcess.js";
import { startInstance } from "../../support/testInstance.js";
import { aToken, aUser, type TestUser } from "../../support/users.js";
import { SocketClient } from "../../support/webSocket.js";
import { channelOf, range, signal } from "../signals.js";
import { aSocket } from "./socketIoClient.js";

/** A server whose limits are production's: it is attacked, and must be well afterwards. */
describe("what harms no other client of /api/ws", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;
  let witness: SocketClient;

  before(async () => {
    server = await startServer({ REALTIME_RATE_FACTOR: 1, REALTIME_PING_MS: 600_000 }, undefined, "sockets");
    user = await aUser();
    witness = await open(await aUser());
  });

  after(async () => {
    expect((await witness.ask({ type: "ping" })).ok).to.equal(true);
    witness.close();
    expect(await server.stop("SIGTERM")).to.deep.equal({ code: 0, signal: null });
    expect(server.output()).not.to.match(/unhandled|uncaught/i);
  });

  const open = ({ idToken: token }: TestUser = user): Promise<SocketClient> =>
    SocketClient.connected(server.baseUrl, { token });

  const request = (): string =>
    [
      "GET /api/ws HTTP/1.1",
      "Host: localhost",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
      `Authorization: Bearer ${user.idToken}`,
      "\r\n",
    ].join("\r\n");

  interface Raw {
    socket: Socket;
    heard(): string;
    ended(): Promise<void>;
  }

  /** A client that answers nothing by itself. */
  function raw(bytes: string | Buffer, to = server.baseUrl): Raw {
    const { hostname: host, port } = new URL(to);
    const chunks: Buffer[] = [];
    const socket = connect({ host, port: Number(port) });
    socket.on("data", (chunk) => chunks.push(chunk)).on("error", () => undefined);
    socket.write(bytes);
    return {
      socket,
      heard: () => Buffer.concat(chunks).toString("latin1"),
      ended: async () => void (await eventually(() => socket.closed, Boolean, 20_000)),
    };
  }

  it("a message over the limit, whole or in fragments", async () => {
    const [whole, parts] = await Promise.all([open(), open()]);
    whole.tell("x".repeat(10_000_000));
    for (let n = 0; n < 40; n++) parts.socket.send("x".repeat(10_000), { fin: false });
    expect([(await whole.closed()).code, (await parts.closed()).code]).to.deep.equal([1009, 1009]);
  });

  it("more messages than it may send, or as many pings", async () => {
    const [talker, pinger, joiner] = await Promise.all([open(), open(), open()]);
    for (let n = 0; n < 1000; n++) joiner.tell({ type: "subscribe", channel: `tools/t${n}/state`, id: n });
    for (let n = 0; n < 2 * messageLimit.burst; n++) talker.tell({ type: "ping" });
    for (let n = 0; n < 2 * messageLimit.burst; n++) pinger.socket.ping();
    expect(await talker.closed()).to.deep.equal({ code: 4429, reason: "rate_limited" });
    expect(await joiner.closed()).to.deep.equal({ code: 4429, reason: "rate_limited" });
    // The library itself cuts off who does not take its answers.
    expect((await pinger.closed()).code).to.be.oneOf([1006, 4429]);
    expect(talker.said.at(-1)).to.deep.include({ type: "reconnect" });
    const stock = await aSocket(server, { token: user.idToken });
    stock.io.io.reconnection(false);
    const gone = new Promise((resolve) => stock.io.once("disconnect", resolve));
    for (let n = 0; n < 2 * messageLimit.burst; n++) stock.io.emit("unsubscribe", `org:o${n}`);
    expect(await gone).to.equal("transport close");
    expect((await stock.next("reconnect"))[0]).to.include({ reason: "rate_limited" });
  });

  it("frames that are none, binary messages, and texts that are no UTF-8", async () => {
    const binary = await open();
    binary.socket.send(Buffer.from("{}"));
    expect(await binary.closed()).to.deep.equal({ code: 1003, reason: "send JSON as text" });
    const bad = [
      Buffer.from([0xff, 0xff, 0xff, 0xff]), // reserved bits
      Buffer.from([0x81, 0x05, 1, 2, 3, 4, 5]), // not masked
      Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]), // no UTF-8
      Buffer.from([0x80, 0x80, 0, 0, 0, 0]), // goes on with nothing
    ];
    for (const frame of bad) {
      const client = raw(request());
      await eventually(client.heard, (text) => text.includes('"connected"'));
      client.socket.write(frame);
      await client.ended();
    }
  });

  it("a handshake that is cut, wrong, or followed by a frame at once", async () => {
    const half = raw(request().slice(0, 60));
    const wrong = raw(request().replace("Version: 13", "Version: 7"));
    const keyless = raw(request().replace(/Sec-WebSocket-Key.*\r\n/, ""));
    const ping = Buffer.concat([
      Buffer.from([0x81, 0x95, 0, 0, 0, 0]),
      Buffer.from('{"type":"ping","id":"p"}'),
    ]);
    ping[1] = 0x80 | (ping.length - 6);
    const eager = raw(Buffer.concat([Buffer.from(request()), ping]));
    await eventually(eager.heard, (text) => text.includes('"id":"p","ok":true'));
    await Promise.all([wrong.ended(), keyless.ended()]);
    expect([wrong.heard(), keyless.heard()].map((text) => /^HTTP\/1.1 (\d+)/.exec(text)?.[1])).to.deep.equal([
      "400",
      "400",
    ]);
    half.socket.destroy();
    eager.socket.destroy();
  });

  it("a client that never reads: it is sent away before it costs memory", async () => {
    const small = await startServer({ REALTIME_QUEUE_BYTES: 200_000 }, undefined, "sockets");
    const reader = await aUser();
    const lazy = await SocketClient.connected(small.baseUrl, { token: reader.idToken });
    await lazy.ask({ type: "subscribe", channel: channelOf(reader) });
    lazy.socket.pause();
    const gone = (): boolean => /"reason":"slow_reader"/.test(small.output());
    for (let n = 0; n < 40 && !gone(); n++)
      await signal(small, reader, ...range(1, 4).map(() => "x".repeat(60_000)));
    lazy.socket.resume();
    expect(await lazy.closed()).to.deep.equal({ code: 4408, reason: "slow_reader" });
    await small.stop();
  });

  it("a connection that is half open: it is cut off between two pings", async () => {
    const instance = await startInstance({ settings: { ...readSettings(), pingMs: 200 } });
    const deaf = raw(request(), instance.url);
    await deaf.ended();
    await instance.close();
    expect(deaf.heard()).to.include('"type":"connected"').and.to.include('"type":"ping"');
  });

  it("a token that ends while the connection is open, unless it is renewed", async () => {
    const soon = aToken(user.uid, { exp: Math.floor(Date.now() / 1000) + 8 });
    const [lazy, renewed] = await Promise.all([
      SocketClient.connected(server.baseUrl, { token: soon }),
      SocketClient.connected(server.baseUrl, { token: soon }),
    ]);
    const answer = await renewed.ask({ type: "auth:refresh", data: { token: user.idToken } });
    expect(answer.ok).to.equal(true);
    expect(await lazy.closed()).to.deep.equal({ code: 4401, reason: "token_expiring" });
    expect((await renewed.ask({ type: "subscribe", channel: channelOf(user) })).ok).to.equal(true);
    renewed.close();
  });
});
