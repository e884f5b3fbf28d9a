import type { protos } from "@google-cloud/tasks";
import { minutes } from "../clock.js";
import type { Task } from "./tasks.js";

export type CreateTask = protos.google.cloud.tasks.v2.ICreateTaskRequest;

/** Where the queues and the functions behind them are. Every function that takes tasks has a queue of its name. */
export interface QueueLocation {
  readonly projectId: string;
  readonly region: string;
}

/** The function that Cloud Tasks calls, and the service account that it calls it as. */
export interface Target {
  readonly url: string;
  /** The e-mail of the service account that the call is signed for; the emulator does not check it. */
  readonly serviceAccount?: string | undefined;
}

/** How long a function may take before Cloud Tasks counts the attempt as failed: longer than any of ours is given. */
const dispatchDeadline = minutes(10);

export function createTask(
  { projectId, region }: QueueLocation,
  queue: string,
  { id, payload, at }: Task,
  { url, serviceAccount }: Target,
): CreateTask {
  const parent = `projects/${projectId}/locations/${region}/queues/${queue}`;
  return {
    parent,
    task: {
      name: `${parent}/tasks/${id}`,
      httpRequest: {
        httpMethod: "POST",
        url,
        // Spelled like this: the emulator would send another one beside it.
        headers: { "Content-Type": "application/json" },
        body: Buffer.from(JSON.stringify({ data: payload })),
        ...(serviceAccount !== undefined && { oidcToken: { serviceAccountEmail: serviceAccount } }),
      },
      dispatchDeadline: duration(dispatchDeadline),
      ...(at !== undefined && { scheduleTime: duration(at) }),
    },
  };
}

const duration = (ms: number) => ({ seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1_000_000 });
