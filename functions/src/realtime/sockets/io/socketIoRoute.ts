import type { Settings } from "../../../platform/params.js";
import type { Broadcast } from "../../bus/broadcast.js";
import type { Hub } from "../../hub/hub.js";
import type { SocketDeps } from "../socketDeps.js";
import type { UpgradeRoute } from "../socketServer.js";
import { adapterBus } from "./adapterBus.js";
import type { SocketNamespace } from "./namespaces.js";
import { socketIo } from "./socketIo.js";
import { socketSessions } from "./socketSessions.js";

export interface SocketIoRouteDeps extends SocketDeps {
  hub: Hub;
  broadcast: Broadcast;
  settings: Settings;
  namespaces: readonly SocketNamespace[];
}

/** Socket.IO at `/socket.io/`, over the bus and the database of the instance. */
export const socketIoRoute = (deps: SocketIoRouteDeps): UpgradeRoute =>
  socketIo({
    ...deps,
    allowedOrigins: deps.settings.allowedOrigins,
    polling: deps.settings.socketsPolling,
    compressed: deps.settings.socketsCompression,
    store: socketSessions(deps.firestore, deps.clock),
    bus: adapterBus(deps.broadcast, deps.hub),
  }).route;
