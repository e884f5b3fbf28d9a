import { onRequest } from "firebase-functions/https";
import { compose } from "../../src/compose.js";
import { takeInBodies } from "../../src/platform/http/intake.js";
import { gracefulShutdown } from "../../src/platform/shutdown.js";
import { socketIoRoute } from "../../src/realtime/sockets/io/socketIoRoute.js";
import { handleFirst } from "../../src/platform/http/requestHook.js";
import { socketServer } from "../../src/realtime/sockets/socketServer.js";
import { webSocketRoute } from "../../src/realtime/sockets/webSocket/webSocketRoute.js";
import { serving } from "../../src/serving.js";
import { chaosBus } from "./chaosBus.js";

/** The product as it is deployed, but for its bus. */
takeInBodies(["streams"]);

const chaos = {
  drop: 0.05,
  dropRevocation: Number(process.env["FAULT_DROP_REVOCATION"]),
  duplicate: 0.05,
  delay: 0.1,
  delayMs: 300,
  crash: 0.003,
};
const die = (): void => void process.kill(process.pid, "SIGKILL");
const instance = compose({ wrapBus: (bus) => chaosBus(bus, chaos, Math.random, die) });
const { app } = serving(instance);
gracefulShutdown().onShutdown(() => instance.close());
/** Also what the function `sockets` serves. */
const { serve, open } = socketServer({
  upgrades: [webSocketRoute(instance.sockets), socketIoRoute(instance.sockets)],
  app,
});

export const streams = onRequest(serve);
handleFirst(open);
