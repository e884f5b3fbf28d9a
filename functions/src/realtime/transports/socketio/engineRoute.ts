import type { Server as Engine } from "engine.io";
import { IncomingMessage, type ServerResponse } from "node:http";
import { bodyOf } from "../../../platform/http/intake.js";
import type { UpgradeRoute } from "../../sockets/socketServer.js";

/** Engine.IO's own form of a refusal, which clients hand to `connect_error`. */
const onlyWebSocket = JSON.stringify({
  code: 0,
  message:
    'Long-polling needs all requests of a client to meet one instance, and this service may have many: connect with transports: ["websocket"].',
});

/** `/socket.io/`: upgrades, and where `polling` all other requests of Engine.IO. */
export const engineRoute = (engine: Engine, polling: boolean): UpgradeRoute => ({
  path: "/socket.io/",
  accept: (req, { socket, head }) => engine.handleUpgrade(req, socket, head),
  request: (req, res) => {
    if (polling) engine.handleRequest(withBody(req), res);
    else refuse(res);
  },
});

function refuse(res: ServerResponse): void {
  res.writeHead(400, { "Content-Type": "application/json", "Cache-Control": "no-store" }).end(onlyWebSocket);
}

/** The same request, whose body Engine.IO reads as it comes; ours has come. */
function withBody(req: IncomingMessage): IncomingMessage {
  if (req.method !== "POST") return req;
  const { method, url, headers, socket } = req;
  const copy = Object.assign(new IncomingMessage(socket), { method, url, headers });
  copy.push(bodyOf(req));
  copy.push(null);
  return copy;
}
