import type { CallableOptions, HttpsOptions } from "firebase-functions/https";
import type { ScheduleOptions } from "firebase-functions/scheduler";
import type { TaskQueueOptions } from "firebase-functions/tasks";
import { setGlobalOptions } from "firebase-functions/options";
import type { JobName } from "@firecast/contract/jobs";
import { cronOf, schedules } from "./jobs/schedules.js";
import { ingestTopic } from "./realtime/publishing/topic.js";
import {
  allowedOriginsIn,
  apiMaxInstances,
  region,
  socketsMaxInstances,
  socketsMinInstances,
  streamsMaxInstances,
  streamsMinInstances,
} from "./platform/params.js";

/** Imported before any function is defined: options are read at definition. */
setGlobalOptions({ region });

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

/** The same for WebSockets: to Cloud Run, an open one is a request that goes on. */
export const socketsOptions: HttpsOptions = {
  ...streamsOptions,
  minInstances: socketsMinInstances,
  maxInstances: socketsMaxInstances,
};

/** Streams as chunks of a call. Their pings are chunks, too: firebase-functions need not write its own. */
export const subscribeOptions: CallableOptions = {
  ...streamsOptions,
  cors: allowedOriginsIn(),
  heartbeatSeconds: null,
};

export const callOptions: CallableOptions = { ...apiOptions, cors: allowedOriginsIn() };

/**
 * Retried for up to a day: every handler is safe to repeat. It has all the time there is for events: an announcement to a
 * million users is a thousand pages, and a run that was cut off would begin again with the first.
 */
export const onDocument = <Path extends string>(document: Path) => ({
  document,
  retry: true,
  timeoutSeconds: 540,
  concurrency: 80,
  memory: "256MiB" as const,
  cpu: 1 as const,
  maxInstances: 20,
});

/** Messages that fail are sent again for up to a week; one that can never be published is put aside. */
export const onIngest = {
  topic: ingestTopic,
  retry: true,
  timeoutSeconds: 60,
  concurrency: 80,
  memory: "256MiB",
  cpu: 1,
  maxInstances: 20,
} as const;

export const hourly: ScheduleOptions = {
  schedule: "every 60 minutes",
  timeZone: "Etc/UTC",
  timeoutSeconds: 300,
  concurrency: 1,
  memory: "256MiB",
  maxInstances: 1,
};

/** What a lost task would miss is found within a minute. */
export const minutely: ScheduleOptions = { ...hourly, schedule: "every 1 minutes" };

/**
 * Tasks come at least once, in any order; every handler is safe to repeat. Each names a document that counts its own attempts
 * and sets a new alarm when one fails; tries of the queue are for what never reached the function. A chunk of an audience is 200 commits, 20 at a time, which keep a CPU busy: few at once.
 */
export const fanOutOptions: TaskQueueOptions = {
  retryConfig: {
    maxAttempts: 20,
    minBackoffSeconds: 1,
    maxBackoffSeconds: 300,
    maxDoublings: 8,
  },
  rateLimits: { maxConcurrentDispatches: 6, maxDispatchesPerSecond: 100 },
  timeoutSeconds: 300,
  concurrency: 2,
  memory: "256MiB",
  cpu: 1,
  maxInstances: 20,
};

/** Small things that are due at the same moment: quiet hours end on the hour. */
export const wakeUpOptions: TaskQueueOptions = {
  ...fanOutOptions,
  memory: "512MiB", // the first look at a calendar feed takes some of it for a thread
  rateLimits: { maxConcurrentDispatches: 100, maxDispatchesPerSecond: 500 },
  concurrency: 80,
};

/**
 * A slot that fails is not retried: the next one goes on with its run. It has more time than the run, which ends at 80 % of
 * its own.
 */
export const jobOptions = (name: JobName): ScheduleOptions => ({
  schedule: cronOf(schedules[name]),
  timeZone: "Etc/UTC",
  timeoutSeconds: 540,
  concurrency: 1,
  memory: "512MiB",
  cpu: 1,
  maxInstances: 1,
});

/** Continues a run of a job that a slot did not end. */
export const jobsOptions: TaskQueueOptions = {
  ...fanOutOptions,
  rateLimits: { maxConcurrentDispatches: 5, maxDispatchesPerSecond: 5 },
  timeoutSeconds: 540,
  concurrency: 1,
  memory: "512MiB",
  maxInstances: 5,
};
