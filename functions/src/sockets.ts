import { instance } from "./instance.js";
import { socketServer } from "./realtime/sockets/socketServer.js";
import { webSocketRoute } from "./realtime/sockets/webSocket/webSocketRoute.js";
import { served } from "./served.js";

/** What this process serves as `sockets`: upgrades by their path, and all else as the API. */
export const sockets = socketServer({
  upgrades: [webSocketRoute(instance.sockets)],
  app: served.app,
});
