import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { WebSocketServer, type WebSocket as Peer } from "ws";
import {
  webSocketClient,
  type WebSocketClientOptions,
  type WebSocketState,
} from "../../src/sockets/webSocketClient.js";

/** Timers that pass when the test says so. */
function aClock() {
  const timers: { ms: number; act: () => void }[] = [];
  const waits: number[] = [];
  return {
    /** Each wait so far, in ms. */
    waits,
    after: (ms: number, act: () => void) => {
      const timer = { ms, act };
      waits.push(ms);
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer) >>> 0, 1);
    },
    elapse: () => timers.shift()?.act(),
  };
}

/** Resolves when the client has come to that state. */
const until = (client: ReturnType<typeof webSocketClient>, wanted: WebSocketState) =>
  new Promise<void>((resolve) => {
    const look = (): void => {
      if (client.state === wanted) setImmediate(() => [end(), resolve()]);
    };
    const end = client.onStateChange(look);
    look();
  });

describe("a client of a WebSocket server", () => {
  let server: WebSocketServer;
  let url: string;
  let peers: Peer[];

  beforeEach(async () => {
    server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/?token=secret`;
    peers = [];
    server.on("connection", (peer) => peers.push(peer));
  });
  afterEach(() => {
    for (const peer of server.clients) peer.terminate();
    server.close();
  });

  function aClient(options: WebSocketClientOptions = {}, clock = aClock()) {
    const errors: string[] = [];
    const states: WebSocketState[] = [];
    const client = webSocketClient(url, options, {
      open: (url, protocols) => new WebSocket(url, protocols),
      after: clock.after,
    });
    client.onError((error) => errors.push(String(error)));
    client.onStateChange((state) => states.push(state));
    return { client, clock, errors, states };
  }

  it("connects when it is told to, says and hears", async () => {
    const { client, states, errors } = aClient();
    const heard: unknown[] = [];
    client.onMessage((message) => {
      if (message === "plain") throw new Error("a listener's own");
    });
    client.onMessage((message) => heard.push(message));
    expect(client.send("too early")).to.equal(false);
    client.connect();
    client.connect();
    await until(client, "connected");
    server.clients.forEach((peer) => peer.on("message", (data: Buffer) => peer.send(data.toString("utf8"))));
    expect(client.send({ type: "hello", n: 1 })).to.equal(true);
    client.send("plain");
    while (heard.length < 2) await new Promise(setImmediate);
    expect(heard).to.deep.equal([{ type: "hello", n: 1 }, "plain"]);
    expect(errors).to.deep.equal(["Error: a listener's own"]);
    client.disconnect();
    expect(states).to.deep.equal(["connecting", "connected", "disconnected"]);
    expect(peers.length).to.equal(1);
  });

  it("comes back after 3, 4.5, 6.75, 10.125 … 30 s, ten times, and gives up", async () => {
    server.close();
    const { client, clock, errors } = aClient();
    client.connect();
    for (let attempt = 1; attempt <= 10; attempt++) {
      while (clock.waits.length < attempt) await new Promise(setImmediate);
      clock.elapse();
    }
    await until(client, "failed");
    expect(clock.waits.slice(0, 4)).to.deep.equal([3000, 4500, 6750, 10_125]);
    expect(clock.waits.slice(6)).to.deep.equal([30_000, 30_000, 30_000, 30_000]);
    expect(errors).to.have.length(11);
    expect(errors.join()).not.to.include("secret");
  });

  it("begins to count anew once it was connected, and does not come back where it is told not to", async () => {
    const { client, clock } = aClient({ reconnectInterval: 200, heartbeatInterval: 0 });
    client.connect();
    await until(client, "connected");
    peers[0]?.terminate();
    await until(client, "reconnecting");
    clock.elapse();
    await until(client, "connected");
    peers[1]?.close(1000);
    await until(client, "reconnecting");
    expect(clock.waits).to.deep.equal([200, 200]);
    client.disconnect();
    clock.elapse();
    expect(client.state).to.equal("disconnected");

    const once = aClient({ reconnect: false });
    once.client.connect();
    await until(once.client, "connected");
    peers[2]?.terminate();
    await until(once.client, "disconnected");
  });

  it("ends where the server refuses it for good", async () => {
    const { client, errors } = aClient();
    client.connect();
    await until(client, "connected");
    peers[0]?.close(1008, "not for you");
    await until(client, "failed");
    expect(errors).to.deep.equal(["Error: The server refused the connection: 1008 not for you"]);
  });

  it("sends heartbeats, and notices where a server that answered them falls silent", async () => {
    const { client, clock } = aClient();
    client.connect();
    await until(client, "connected");
    const beats: string[] = [];
    peers[0]?.on("message", (data: Buffer) => beats.push(data.toString()));
    const beaten = async (count: number) => {
      clock.elapse();
      while (beats.length < count) await new Promise(setImmediate);
    };
    await beaten(1);
    await beaten(2); // this one never answered: silence says nothing yet
    const answered = new Promise((resolve) => client.onMessage(resolve));
    peers[0]?.send('{"type":"pong"}');
    await answered;
    await beaten(3);
    clock.elapse();
    expect(client.state).to.equal("reconnecting");
    expect(beats).to.deep.equal(Array(3).fill('{"type":"ping"}'));
    expect(clock.waits).to.deep.equal([30_000, 30_000, 30_000, 30_000, 3000]);
  });
});
