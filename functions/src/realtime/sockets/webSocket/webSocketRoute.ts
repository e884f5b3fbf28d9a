import { maxSocketMessageBytes, webSocketProtocol } from "@firecast/contract/sockets";
import { WebSocketServer } from "ws";
import { seconds } from "../../../platform/clock.js";
import { within } from "../../../platform/firestore/grpc.js";
import { sendProblem } from "../../../platform/http/problems.js";
import { Problem } from "../../../platform/problems.js";
import { anonymousStreams } from "../../http/anonymousStreams.js";
import { WebSocketSink } from "../../transports/webSocket/webSocketSink.js";
import type { SocketDeps } from "../socketDeps.js";
import type { UpgradeRoute } from "../socketServer.js";
import { whoConnects } from "../whoConnects.js";
import { Connection } from "./connection.js";

/** Whose ticket or token cannot be looked at in that time is asked to come back. */
const knownWithin = seconds(8);

/**
 * Plain WebSocket at `/api/ws`. Who may not connect is connected and told so by the code that it is closed with: a browser hides
 * from its page how a handshake was refused.
 */
export function webSocketRoute(deps: SocketDeps): UpgradeRoute {
  const visitors = anonymousStreams();
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false, // a window of 32 KB for each of a thousand idle connections
    maxPayload: maxSocketMessageBytes,
    handleProtocols: (offered) => offered.has(webSocketProtocol) && webSocketProtocol,
  });
  const withVisitors = { ...deps, countVisitor: visitors.count };
  return {
    path: "/ws",
    accept: (req, { socket, head }) => {
      server.handleUpgrade(req, socket, head, (client) => {
        const connecting = within(knownWithin, "who connects", whoConnects(req, deps));
        new Connection(new WebSocketSink(client, socket), withVisitors, connecting);
      });
    },
    request: (_req, res) => {
      sendProblem(new Problem("upgrade_required", { headers: { Upgrade: "websocket" } }), res);
    },
  };
}
