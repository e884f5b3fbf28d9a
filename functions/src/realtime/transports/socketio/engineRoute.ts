import type { Server as Engine } from "engine.io";
import { IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { bodyOf } from "../../../platform/http/intake.js";
import type { UpgradeRoute } from "../../sockets/socketServer.js";
import { leaveErrors, writeTogether } from "../handoff.js";

/** Engine.IO's own form of a refusal, which clients hand to `connect_error`. */
const onlyWebSocket = JSON.stringify({
  code: 0,
  message:
    'Long-polling needs all requests of a client to meet one instance, and this service may have many: connect with transports: ["websocket"].',
});

/** At `/socket.io/` upgrades, and where `polling` all other requests of Engine.IO. */
export const engineRoute = (engine: Engine, polling: boolean, path = "/socket.io/"): UpgradeRoute => ({
  path,
  accept: (req, { socket, head }) => {
    // The answer to the upgrade, and Engine.IO's first word.
    writeTogether(socket);
    engine.handleUpgrade(bare(req), socket, head);
    forgetStandIn(socket);
    setImmediate(leaveErrors, socket);
  },
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
  const copy = bare(req);
  copy.push(bodyOf(req));
  copy.push(null);
  return copy;
}

/**
 * Engine.IO makes middlewares believe that an upgrade has a response, which tells them when the connection is over: with it each
 * connection holds its request, 2 KB, as long as it is open. There are no middlewares here.
 */
function forgetStandIn(socket: Duplex): void {
  for (const listener of socket.rawListeners("close"))
    if ("listener" in listener) Reflect.apply(socket.removeListener, socket, ["close", listener]);
}

/** Without all that frameworks have hung on it: Engine.IO keeps the request of a WebSocket as long as the connection is open. */
function bare({ method, url, headers, socket }: IncomingMessage): IncomingMessage {
  return Object.assign(new IncomingMessage(socket), { method, url, headers });
}
