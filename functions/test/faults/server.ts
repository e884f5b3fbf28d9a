import { onRequest } from "firebase-functions/https";
import { compose } from "../../src/compose.js";
import { takeInBodies } from "../../src/platform/http/intake.js";
import { gracefulShutdown } from "../../src/platform/shutdown.js";
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

export const streams = onRequest((req, res) => {
  app(req, res);
});
