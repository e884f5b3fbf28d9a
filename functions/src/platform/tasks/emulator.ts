import type { CloudTasksClient } from "@google-cloud/tasks";
import { z } from "zod";

/** The real client, talking to the Cloud Tasks emulator at `host:port`. */
export async function emulatorClient(host: string, projectId: string): Promise<CloudTasksClient> {
  const { CloudTasksClient } = await import("@google-cloud/tasks");
  const { hostname, port } = new URL(`http://${host}`);
  const client = new CloudTasksClient({
    projectId,
    apiEndpoint: hostname,
    port: Number(port),
    protocol: "http",
    fallback: true, // the emulator speaks JSON over HTTP/1.1, no gRPC
  });
  // The emulator takes calls without credentials, so none are looked for.
  Object.assign(client.auth, { getClient: () => Promise.resolve({}), fetch: fetchFromEmulator });
  return client;
}

/** The emulator knows no version in the path, puts its answers in an envelope, and says in words what went wrong. */
async function fetchFromEmulator(url: string | URL, { method, headers, body, signal }: RequestInit) {
  const there = new URL(url);
  there.pathname = there.pathname.replace(/^\/v2\//, "/");
  const request = { method, headers, body, signal } as const;
  const response = await fetch(
    there,
    Object.fromEntries(Object.entries(request).filter(([, value]) => value)),
  );
  const text = await response.text();
  if (!response.ok) {
    const error = { code: response.status, status: statusNames[response.status] ?? "UNKNOWN", message: text };
    return Response.json({ error }, { status: response.status });
  }
  const { task } = Envelope.parse(JSON.parse(text));
  return Response.json(task ? { name: task.name.replace(/^\//, "") } : {});
}

const statusNames: Partial<Record<number, string>> = { 404: "NOT_FOUND", 409: "ALREADY_EXISTS" };
const Envelope = z.object({ task: z.object({ name: z.string() }).optional() });
