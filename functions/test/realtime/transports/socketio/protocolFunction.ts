import { takeInBodies } from "../../../../src/platform/http/intake.js";
import { handleFirst } from "../../../../src/platform/http/requestHook.js";
import { socketServer } from "../../../../src/realtime/sockets/socketServer.js";
import { engineRoute } from "../../../../src/realtime/transports/socketio/engineRoute.js";
import { ioServer } from "../../../../src/realtime/transports/socketio/ioServer.js";
import { handOffUpgrades } from "../../../../src/realtime/transports/upgrades.js";
import { echo, echoSockets, suiteOptions } from "./protocolSuites.js";

/*
 * The function `sockets` as the published protocol suites want it: without users, an echo of Engine.IO at `/engine.io/`, and one
 * of Socket.IO at `/socket.io/` with a namespace `/custom`. `npm run protocols` serves it in production's runtime.
 */
takeInBodies(["sockets"]);
handOffUpgrades(["sockets"]);

const bare = ioServer(suiteOptions);
echo(bare.engine);
const { io, engine } = ioServer(suiteOptions);
echoSockets(io);

const server = socketServer({
  upgrades: [engineRoute(bare.engine, true, "/engine.io/"), engineRoute(engine, true)],
  app: (_, res) => void res.writeHead(404).end(),
});

export const sockets = server.serve;
handleFirst(server.open);
