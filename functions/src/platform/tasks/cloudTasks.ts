import type { CloudTasksClient } from "@google-cloud/tasks";
import { type Clock, seconds } from "../clock.js";
import { grpcCode, GrpcStatus, within } from "../firestore/grpc.js";
import type { Log } from "../log.js";
import { emulatorClient } from "./emulator.js";
import { delayedTasks } from "./delayedTasks.js";
import { createTask, type QueueLocation } from "./request.js";
import type { Tasks } from "./tasks.js";

interface Deps extends QueueLocation {
  /** `host:port` of the emulator; without it, Cloud Tasks itself. */
  emulatorHost?: string | undefined;
  /** E-mail of the service account that tasks call functions as; without it, the one that this process runs as. */
  serviceAccount?: string | undefined;
  clock: Clock;
  log: Log;
}

interface Connection {
  client: CloudTasksClient;
  serviceAccount?: string;
}

const enqueueWithin = seconds(5);

export function cloudTasks({ emulatorHost, serviceAccount, clock, log, ...location }: Deps): Tasks {
  if (emulatorHost === undefined) {
    return queues(location, {
      connect: () => connect(serviceAccount),
      urlOf: (name) => functionUrl(location, name),
    });
  }
  const emulator = async () => ({ client: await emulatorClient(emulatorHost, location.projectId) });
  return delayedTasks(queues(location, { connect: emulator, urlOf: () => queuesOwnFunction }), clock, log);
}

/** Functions of the second generation answer at this address too, and accept tokens that are meant for it. */
const functionUrl = ({ projectId, region }: QueueLocation, name: string): string =>
  `https://${region}-${projectId}.cloudfunctions.net/${name}`;

/** The emulator knows it. */
const queuesOwnFunction = "";

interface TaskBackend {
  connect(): Promise<Connection>;
  urlOf(name: string): string;
}

function queues(location: QueueLocation, { connect, urlOf }: TaskBackend): Tasks {
  let connected: Promise<Connection> | undefined;
  /** At the first task: few functions need a client. */
  const connection = async (): Promise<Connection> => {
    try {
      return await (connected ??= connect());
    } catch (error) {
      connected = undefined;
      throw error;
    }
  };
  return {
    enqueue: async (queue, task) => {
      const { client, serviceAccount } = await connection();
      const request = createTask(location, queue, task, { url: urlOf(queue), serviceAccount });
      try {
        await within(
          enqueueWithin,
          "enqueueing a task",
          client.createTask(request, { timeout: enqueueWithin }),
        );
      } catch (error) {
        if (grpcCode(error) !== GrpcStatus.alreadyExists) throw error;
      }
    },
  };
}

async function connect(serviceAccount: string | undefined): Promise<Connection> {
  const { CloudTasksClient } = await import("@google-cloud/tasks");
  const client = new CloudTasksClient();
  return { client, serviceAccount: serviceAccount ?? (await ownAccount(client)) };
}

async function ownAccount({ auth }: CloudTasksClient): Promise<string> {
  const { client_email: email } = await auth.getCredentials();
  if (email === undefined)
    throw new Error("No service account to call functions as: set TASKS_SERVICE_ACCOUNT");
  return email;
}
