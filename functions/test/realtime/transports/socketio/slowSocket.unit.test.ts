import { expect } from "chai";
import { systemClock } from "../../../../src/platform/clock.js";
import { limitPackets } from "../../../../src/realtime/sockets/io/limitPackets.js";
import { recordedLog } from "../../../support/recordedLog.js";
import { protocolServer, unhurried } from "./protocolServer.js";
import { rawSocket } from "./rawSocket.js";

describe("a client that takes nothing of what its rooms are told", () => {
  it("is cut off once more than the bound waits for it; one that reads is told all", async function () {
    this.timeout(20_000);
    const server = await protocolServer({ ...unhurried, pingIntervalMs: 25_000 });
    const log = recordedLog();
    limitPackets(server.engine, {
      clock: systemClock,
      log,
      settings: { rateFactor: 1, queueBytes: 200_000 },
    });
    const join = async () => {
      const client = rawSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`);
      await client.next();
      client.ws.send("40");
      await client.nextPacket();
      return client;
    };
    const [lazy, reader] = [await join(), await join()];
    const { sockets } = server.io.of("/");
    const [stalled] = sockets.values();
    const gone = new Promise<string>((resolve) => stalled?.once("disconnect", resolve));
    lazy.ws.pause();
    let told = 0;
    let isOver = false;
    void gone.then(() => (isOver = true));
    for (; told < 1000 && !isOver; told++) {
      server.io.emit("custom", "x".repeat(60_000));
      expect(String(await reader.nextPacket())).to.match(/^42\["custom"/);
    }
    expect(told).to.be.below(1000);
    expect(await gone).to.equal("forced close");
    expect(sockets.size).to.equal(1);
    lazy.ws.terminate();
    reader.ws.terminate();
    await server.close();
  });
});
