import type { TaskQueueOptions } from "firebase-functions/tasks";
import { minutes } from "../../platform/clock.js";
import type { Policy } from "../../platform/wakeUps/policy.js";

/** The function that writes answers, and its queue. */
export const answersQueue = "writeAnswer";

/** One that was cut off is gone on with by another try, or by the sweep. */
export const answersPolicy: Policy = {
  collection: "answersDue",
  queueOf: () => answersQueue,
  leaseMs: minutes(9),
  maxAttempts: 20,
  longestWaitMs: minutes(5),
  sweptAfterMs: minutes(1),
  sweptAtOnce: 2,
};

/** A model is waited for most of the time: many answers share a process. */
export const answersOptions: TaskQueueOptions = {
  retryConfig: { maxAttempts: 5, minBackoffSeconds: 1, maxBackoffSeconds: 60 },
  rateLimits: { maxConcurrentDispatches: 200, maxDispatchesPerSecond: 100 },
  timeoutSeconds: 540,
  concurrency: 40,
  memory: "512MiB",
  cpu: 1,
  maxInstances: 20,
};
