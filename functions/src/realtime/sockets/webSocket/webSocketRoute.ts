import { maxSocketMessageBytes, webSocketProtocol } from "@firecast/contract/sockets";
import { Segment } from "@firecast/contract/core/ids";
import type { IncomingMessage } from "node:http";
import { WebSocketServer } from "ws";
import { seconds } from "../../../platform/clock.js";
import { within } from "../../../platform/firestore/grpc.js";
import { sendProblem } from "../../../platform/http/problems.js";
import { Problem } from "../../../platform/problems.js";
import { anonymousStreams } from "../../http/anonymousStreams.js";
import { leaveErrors } from "../../transports/handoff.js";
import { compression } from "../../transports/webSocket/frames.js";
import { HeardSocket } from "../../transports/webSocket/heardSocket.js";
import { WebSocketSink } from "../../transports/webSocket/webSocketSink.js";
import type { SocketDeps } from "../socketDeps.js";
import type { UpgradeRoute } from "../socketServer.js";
import { whoConnects } from "../whoConnects.js";
import { Connection, type Wish } from "./connection.js";

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
    WebSocket: HeardSocket,
    clientTracking: false,
    perMessageDeflate: deps.settings.socketsCompression && compression,
    maxPayload: maxSocketMessageBytes,
    handleProtocols: (offered) => offered.has(webSocketProtocol) && webSocketProtocol,
  });
  const withVisitors = { ...deps, countVisitor: visitors.count };
  return {
    path: "/ws",
    accept: (req, { socket, head }) => {
      server.handleUpgrade(req, socket, head, (client) => {
        leaveErrors(socket);
        const connecting = within(knownWithin, "who connects", whoConnects(req, deps));
        const sink = new WebSocketSink(client, socket);
        client.hearer = new Connection(sink, withVisitors, connecting, wishIn(req));
      });
    },
    request: (_req, res) => {
      sendProblem(new Problem("upgrade_required", { headers: { Upgrade: "websocket" } }), res);
    },
  };
}

/** What is no id of a connection replaces none. */
function wishIn({ url = "" }: IncomingMessage): Wish {
  if (!url.includes("?")) return noWish;
  const query = new URLSearchParams(url.split("?")[1]);
  return { replaces: Segment.safeParse(query.get("replaces")).data, copies: query.get("copies") === "1" };
}

const noWish: Wish = { copies: false };
