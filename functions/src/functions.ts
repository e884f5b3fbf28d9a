import { onDocumentCreated, onDocumentWritten } from "firebase-functions/firestore";
import { onSchedule } from "firebase-functions/scheduler";
import { onTaskDispatched, type TaskQueueOptions } from "firebase-functions/tasks";
import type { JobName } from "@firecast/contract/jobs";
import { jobOptions, onDocument } from "./options.js";
import type { DocumentPath } from "./platform/firestore/path.js";

/** Loaded by a function's first call, so that deploying and scaling read little. */
export const instance = once(async () => (await import("./instance.js")).instance);

/** Likewise, for functions that users call. */
export const served = once(async () => (await import("./served.js")).served);

/** Likewise, for the function that sockets are connected to. */
export const socketServer = once(async () => (await import("./sockets.js")).sockets);

/** Likewise, for the callable functions. */
export const callables = once(async () => (await import("./callables.js")).callables);

/** An `import()` resolves its name each time that it is called. */
function once<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  let loading: Promise<Loaded> | undefined;
  return () => (loading ??= load());
}

/** The function that the features' handlers of these documents' creation are called by. */
export const created = <Template extends string>({ template }: DocumentPath<Template>) =>
  onDocumentCreated(onDocument(template), async (event) => (await instance()).created(template, event));

/** The function that the features' handlers of every write of these documents are called by. */
export const written = <Template extends string>({ template }: DocumentPath<Template>) =>
  onDocumentWritten(onDocument(template), async (event) => (await instance()).written(template, event));

/** The function that a queue of Cloud Tasks calls; the queue has its name. */
export const queue = (name: string, options: TaskQueueOptions) =>
  onTaskDispatched(options, async (task) => (await instance()).runTask(name, task));

/** The function that Cloud Scheduler calls for a job. */
export const job = (name: JobName) =>
  onSchedule(jobOptions(name), async ({ scheduleTime }) => {
    await (await instance()).jobs.scheduled(name, Date.parse(scheduleTime));
  });
