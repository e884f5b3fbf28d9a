import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { bundled } from "./bundled.js";

/** What Firebase is told of a function (`firebase-functions`, `__endpoint`), as far as it matters here. */
const Endpoint = z.object({
  region: z.array(z.string()),
  timeoutSeconds: z.number(),
  concurrency: z.number(),
  availableMemoryMb: z.number(),
  eventTrigger: z
    .object({
      eventType: z.string(),
      /** Of what follows documents. */
      eventFilterPathPatterns: z.object({ document: z.string() }).optional(),
    })
    .optional(),
  taskQueueTrigger: z.object({}).optional(),
});

/** Asked in a process of its own: the entry listens to every HTTP server of its process. */
const listEndpoints = (entry: string): string => `
  const functions = await import(${JSON.stringify(pathToFileURL(entry))});
  const endpoints = Object.entries(functions).map(([name, { __endpoint }]) => [name, __endpoint]);
  console.log(JSON.stringify(Object.fromEntries(endpoints)));`;

type Endpoints = Readonly<Record<string, z.infer<typeof Endpoint>>>;

/** By project: a process loads all sources, and the answer is the same for every test. */
const listed = new Map<string, Promise<Endpoints>>();

/** Every function that is deployed, by name. */
export function deployed(project = "demo-firecast"): Promise<Endpoints> {
  const endpoints = listed.get(project) ?? list(project);
  listed.set(project, endpoints);
  return endpoints;
}

const execute = promisify(execFile);

async function list(project: string): Promise<Endpoints> {
  const entry = await bundled(new URL("../../src/index.ts", import.meta.url));
  const { stdout } = await execute(
    process.execPath,
    ["--input-type=module", "--eval", listEndpoints(entry)],
    { env: { ...process.env, GCLOUD_PROJECT: project } },
  );
  return z.record(z.string(), Endpoint).parse(JSON.parse(stdout));
}
