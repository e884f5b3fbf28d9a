import { onRequest } from "firebase-functions/https";
import { compose } from "../../src/compose.js";
import { takeInBodies } from "../../src/platform/http/intake.js";
import { gracefulShutdown } from "../../src/platform/shutdown.js";
import { chaosBus } from "./chaosBus.js";

/** The product as it is deployed, but for its bus. */
takeInBodies(["streams"]);

const instance = compose({
  wrapBus: (bus) =>
    chaosBus(bus, { drop: 0.05, duplicate: 0.05, delay: 0.1, delayMs: 300, crash: 0.003 }, Math.random, () =>
      process.kill(process.pid, "SIGKILL"),
    ),
});
gracefulShutdown().onShutdown(() => instance.close());

export const streams = onRequest((req, res) => {
  instance.app(req, res);
});
