import { expect } from "chai";
import { WebSocket } from "ws";
import type { ServerProcess } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";

describe("the function sockets", function () {
  this.timeout(60_000);
  let server: ServerProcess;

  before(async () => {
    server = await sharedServer("sockets");
  });

  /** How the server answers an upgrade that it refuses. */
  const refusal = (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`${server.baseUrl.replace("http", "ws")}${path}`);
      socket.once("open", () => reject(new Error(`${path} was upgraded`)));
      socket.once("unexpected-response", (_, response) => {
        resolve(response.statusCode);
        response.resume();
      });
      socket.on("error", () => undefined);
    });

  it("refuses upgrades elsewhere", async () => {
    for (const path of ["/", "/api/elsewhere", "/api/spaces/lobby/chat/stream"])
      expect(await refusal(path), path).to.equal(404);
  });

  it("has the whole API beside", async () => {
    const answer = await fetch(`${server.baseUrl}/api/realtime/health`);
    expect(answer.status).to.equal(200);
  });
});
