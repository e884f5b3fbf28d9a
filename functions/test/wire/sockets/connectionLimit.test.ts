import { expect } from "chai";
import { Reconnect } from "@firecast/contract/core/events";
import { type ServerProcess } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";
import type { SseClient } from "../../support/sse.js";
import { aUser } from "../../support/users.js";
import { SocketClient } from "../../support/webSocket.js";
import { arrives, channelOf, connected, signal } from "../signals.js";
import { aSocket, payloadsIn } from "./socketIoClient.js";

describe("five connections for a user, of whatever kind", function () {
  this.timeout(60_000);
  let first: ServerProcess;
  let second: ServerProcess;
  let sockets: ServerProcess;

  before(async () => {
    [first, second, sockets] = await Promise.all([
      sharedServer("first"),
      sharedServer("second"),
      sharedServer("sockets"),
    ]);
  });

  it("each one more closes the oldest, be it a stream, a WebSocket or one of Socket.IO, on whatever process", async () => {
    const user = await aUser();
    const stream = (server: ServerProcess): Promise<SseClient> => connected(server, user);
    const bare = async (server: ServerProcess): Promise<SocketClient> => {
      const client = await SocketClient.connected(server.baseUrl, { token: user.idToken });
      await client.ask({ type: "subscribe", channel: channelOf(user) });
      return client;
    };
    const stock = async (server: ServerProcess) => {
      const socket = await aSocket(server, { token: user.idToken });
      await socket.io.emitWithAck("subscribe", channelOf(user));
      const ended = new Promise((resolve) => socket.io.once("disconnect", resolve));
      return { ...socket, ended };
    };
    const oldest = {
      stream: await stream(first),
      bare: await bare(second),
      stock: await stock(sockets),
      otherStock: await stock(second),
      otherBare: await bare(sockets),
    };
    const newer = { stock: await stock(sockets), bare: await bare(second) };
    await oldest.stream.ended;
    expect(Reconnect.parse(oldest.stream.frames.at(-1)?.data).reason).to.equal("connection_limit");
    expect(await oldest.bare.closed()).to.deep.equal({ code: 4429, reason: "connection_limit" });

    const streams = [await stream(first), await stream(second)];
    for (const { ended, heard } of [oldest.stock, oldest.otherStock]) {
      expect(await ended).to.equal("io server disconnect");
      const [, told] = heard.find(([type]) => type === "reconnect") ?? [];
      expect(Reconnect.parse(told).reason).to.equal("connection_limit");
    }
    const last = await stock(second);
    expect((await oldest.otherBare.closed()).reason).to.equal("connection_limit");

    await signal(first, user, "to five");
    for (const one of streams) await arrives(one, "to five");
    await newer.bare.until(({ type }) => type === "user:signal:sent");
    for (const socket of [newer.stock, last]) {
      await socket.next("user:signal:sent");
      expect(payloadsIn(socket)).to.deep.equal(["to five"]);
    }
    for (const one of streams) one.close();
    newer.bare.close();
    for (const { io } of [newer.stock, last]) io.disconnect();
  });
});
