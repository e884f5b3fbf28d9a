import { expect } from "chai";
import { once } from "node:events";
import { Socket } from "node:net";
import { z } from "zod";
import { eventually } from "../../../support/eventually.js";
import { protocolServer, unhurried } from "./protocolServer.js";
import { rawSocket } from "./rawSocket.js";

const Connection = z
  .looseObject({ request: z.looseObject({ socket: z.instanceof(Socket) }) })
  .transform(({ request }) => request.socket);

describe("an idle WebSocket of Engine.IO", function () {
  this.timeout(20_000);

  it("has no listeners that hold the request which opened it", async () => {
    const server = await protocolServer(unhurried);
    const opened = once(server.engine, "connection");
    const { ws } = rawSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`);
    const connection = Connection.parse((await opened)[0]);
    expect(connection.rawListeners("close").filter((listener) => "listener" in listener)).to.deep.equal([]);
    const errorListeners = () => connection.listenerCount("error");
    expect(await eventually(errorListeners, (count) => count === 1)).to.equal(1);
    ws.close();
    await server.close();
  });
});
