import { expect } from "chai";
import { io } from "socket.io-client";
import { systemClock } from "../../../src/platform/clock.js";
import { unavailable } from "../../../src/platform/problems.js";
import { serveNamespaces } from "../../../src/realtime/sockets/io/namespaces.js";
import { recordedLog } from "../../support/recordedLog.js";
import { protocolServer, unhurried } from "../transports/socketio/protocolServer.js";

describe("a namespace of Socket.IO to which nobody can be admitted at the moment", () => {
  it("has its clients come back by themselves", async function () {
    this.timeout(20_000);
    const server = await protocolServer({ ...unhurried, polling: false });
    let asked = 0;
    const deps = {
      namespaces: [{ name: "/stand" as const, hears: {} }],
      clock: systemClock,
      settings: { rateFactor: 1 },
      limits: { account: () => ({}) },
      log: recordedLog(),
    };
    serveNamespaces(server.io, deps, () => {
      asked++;
      return Promise.reject(unavailable());
    });
    const client = io(`${server.url}/stand`, { transports: ["websocket"], reconnectionDelay: 20 });
    const gaveUp = new Promise((resolve) => client.once("connect_error", resolve));
    const cameBack = new Promise<string>((resolve) =>
      client.io.once("reconnect", () => resolve("came back")),
    );
    expect(await Promise.race([gaveUp, cameBack])).to.equal("came back");
    expect(asked).to.be.greaterThan(0);
    client.disconnect();
    await server.close();
  });
});
