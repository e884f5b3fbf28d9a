import { instance } from "./instance.js";
import { socketIoRoute } from "./realtime/sockets/io/socketIoRoute.js";
import { socketServer } from "./realtime/sockets/socketServer.js";
import { webSocketRoute } from "./realtime/sockets/webSocket/webSocketRoute.js";
import { served } from "./served.js";

/** What this process serves as `sockets`: upgrades by their path, and all else as the API. */
export const sockets = socketServer({
  upgrades: [webSocketRoute(instance.sockets), socketIoRoute(instance.sockets)],
  app: served.app,
});
