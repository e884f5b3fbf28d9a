import { onDocumentCreated, onDocumentWritten } from "firebase-functions/firestore";
import { onSchedule } from "firebase-functions/scheduler";
import { onTaskDispatched, type TaskQueueOptions } from "firebase-functions/tasks";
import type { JobName } from "@firecast/contract/jobs";
import { jobOptions, onDocument } from "./options.js";
import type { DocumentPath } from "./platform/firestore/path.js";

/** Loaded by a function's first call, so that deploying and scaling read little. */
export const instance = async () => (await import("./instance.js")).instance;

/** Likewise, for functions that users call. */
export const served = async () => (await import("./served.js")).served;

/** Likewise, for the function that sockets are connected to. */
export const socketServer = async () => (await import("./sockets.js")).sockets;

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
