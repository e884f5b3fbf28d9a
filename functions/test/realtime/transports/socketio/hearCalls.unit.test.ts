import { expect } from "chai";
import { hearCalls } from "../../../../src/realtime/sockets/io/hearCalls.js";
import { systemClock } from "../../../../src/platform/clock.js";
import { protocolServer } from "./protocolServer.js";
import { rawSocket } from "./rawSocket.js";

describe("a client that asks on without taking the answers", () => {
  it("is sent away before they fill the memory", async function () {
    this.timeout(20_000);
    const server = await protocolServer({ pingIntervalMs: 25_000, connectTimeoutMs: 10_000 });
    let answered = 0;
    const ended = new Promise<string>((resolve) => {
      server.io.on("connection", (socket) => {
        const session = { end: resolve };
        const answer = (): Promise<object> => {
          answered++;
          return Promise.resolve({ ok: true, text: "x".repeat(100_000) });
        };
        hearCalls({ clock: systemClock, settings: { rateFactor: 1e6 } }, { socket, session }, answer);
      });
    });
    const client = rawSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`);
    await client.next();
    client.ws.send("40");
    await client.nextPacket();
    client.ws.pause();
    const asking = setInterval(() => {
      for (let call = 0; call < 20; call++) client.ws.send('421["ask"]');
    }, 5);
    expect(await ended).to.equal("slow_reader");
    clearInterval(asking);
    expect(answered).to.be.below(600);
    client.ws.terminate();
    await server.close();
  });
});
