import { instance } from "./instance.js";
import { handleFirst } from "./platform/http/requestHook.js";
import { socketIoRoute } from "./realtime/sockets/io/socketIoRoute.js";
import { socketServer } from "./realtime/sockets/socketServer.js";
import { webSocketRoute } from "./realtime/sockets/webSocket/webSocketRoute.js";
import { served } from "./served.js";

const server = socketServer({
  upgrades: [webSocketRoute(instance.sockets), socketIoRoute(instance.sockets)],
  app: served.app,
});

/** What this process serves as `sockets`: upgrades by their path, and all else as the API. */
export const sockets = server.serve;

// On the way through functions-framework a connection costs twice the CPU of what opens it (measured). Nothing depends on it.
handleFirst(server.open);
