import type { HttpsOptions } from "firebase-functions/https";
import type { ScheduleOptions } from "firebase-functions/scheduler";
import { setGlobalOptions } from "firebase-functions/options";
import { apiMaxInstances, streamsMaxInstances, streamsMinInstances } from "./platform/params.js";

/** Imported before any function is defined: options are read at definition. */
setGlobalOptions({ region: "us-central1" });

export const apiOptions: HttpsOptions = {
  invoker: "public",
  timeoutSeconds: 60,
  concurrency: 80,
  memory: "512MiB",
  cpu: 1,
  maxInstances: apiMaxInstances,
};

/** An open stream keeps its instance: pack them. The stream ends itself before these 3600 s are over. */
export const streamsOptions: HttpsOptions = {
  invoker: "public",
  timeoutSeconds: 3600,
  concurrency: 1000,
  memory: "1GiB",
  cpu: 1,
  minInstances: streamsMinInstances,
  maxInstances: streamsMaxInstances,
};

/** Retried for up to a day: every handler is safe to repeat. */
export const onDocument = <Path extends string>(document: Path) => ({
  document,
  retry: true,
  timeoutSeconds: 60,
  concurrency: 80,
  memory: "256MiB" as const,
  cpu: 1 as const,
  maxInstances: 20,
});

export const hourly: ScheduleOptions = {
  schedule: "every 60 minutes",
  timeZone: "Etc/UTC",
  timeoutSeconds: 300,
  memory: "256MiB",
  maxInstances: 1,
};
