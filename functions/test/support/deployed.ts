import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";

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
const listEndpoints = `
  const functions = await import("./src/index.ts");
  const endpoints = Object.entries(functions).map(([name, { __endpoint }]) => [name, __endpoint]);
  console.log(JSON.stringify(Object.fromEntries(endpoints)));`;

type Endpoints = Readonly<Record<string, z.infer<typeof Endpoint>>>;

/** By project: a process loads all sources, and the answer is the same for every test. */
const listed = new Map<string, Endpoints>();

/** Every function that is deployed, by name. */
export function deployed(project = "demo-firecast"): Endpoints {
  const endpoints = listed.get(project) ?? list(project);
  listed.set(project, endpoints);
  return endpoints;
}

function list(project: string): Endpoints {
  const output = execFileSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", listEndpoints],
    {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      env: { ...process.env, GCLOUD_PROJECT: project },
      encoding: "utf8",
    },
  );
  return z.record(z.string(), Endpoint).parse(JSON.parse(output));
}
