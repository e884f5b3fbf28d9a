import { socketServer } from "./realtime/sockets/socketServer.js";
import { served } from "./served.js";

/** What this process serves as `sockets`: upgrades by their path, and all else as the API. */
export const sockets = socketServer({ upgrades: [], app: served.app });
