import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { randomIds } from "../../../src/platform/ids.js";
import { projectId } from "../../support/users.js";

export interface Received {
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A queue of its own in the Cloud Tasks emulator, and the function behind it. */
export interface TaskReceiver {
  readonly queue: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

export const region = "us-central1";
export const emulatorHost = (): string => process.env["CLOUD_TASKS_EMULATOR_HOST"] ?? "127.0.0.1:9499";

interface Options {
  /** Default: one that nobody else has. */
  queue?: string;
  project?: string;
  /** Answers 204 if it resolves, and 500 if it rejects. */
  act?: (body: unknown) => Promise<unknown>;
}

export async function aTaskReceiver({ act, ...given }: Options = {}): Promise<TaskReceiver> {
  const { queue = `queue-${randomIds.next().replaceAll("_", "x")}`, project = projectId() } = given;
  const received: Received[] = [];
  const receive = async (req: IncomingMessage): Promise<void> => {
    const body: unknown = JSON.parse(await text(req));
    received.push({ at: Date.now(), headers: req.headers, body });
    await act?.(body);
  };
  const server = createServer((req, res) => {
    receive(req).then(
      () => res.writeHead(204).end(),
      () => res.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const path = `/projects/${project}/locations/${region}/queues/${queue}`;
  const made = await fetch(`http://${emulatorHost()}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      defaultUri: `http://127.0.0.1:${port}/`,
      retryConfig: { minBackoffSeconds: 0.1, maxAttempts: 5 },
    }),
  });
  if (!made.ok) throw new Error(`No queue: ${made.status}`);
  return {
    queue,
    received,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
