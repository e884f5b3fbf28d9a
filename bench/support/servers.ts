import { fileURLToPath, pathToFileURL } from "node:url";
import { functionsDir, functionsTool, host } from "../../scripts/project.mjs";
import { seconds, until } from "../../scripts/wait.mjs";
import { type Child, freePort, startChild } from "./child.js";
import { endOf } from "../../scripts/log-file.mjs";

export interface Server extends Child {
  readonly port: number;
}

const own = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const preload = (file: string): string[] => ["--import", pathToFileURL(own(file)).href];
/** The driver imports TypeScript of the contract. */
const loader = ["--import", pathToFileURL(functionsTool("tsx/dist/loader.mjs")).href];
const watched = ["--expose-gc", ...preload("usage.ts")];
const startsWithin = seconds(30);

/** Nothing that comes by itself may mix with what is counted: no pings, no looks into logs, no lifetimes, no limits. */
const undisturbed = {
  REALTIME_PING_MS: "100000000",
  /** What the bench hands to a hub is in no log: a look there would find the channel begun anew. */
  REALTIME_VERIFY_MS: "100000000",
  REALTIME_STREAM_LIFETIME_MS: "1000000000",
  REALTIME_STREAM_BYTES: "1000000000000",
  REALTIME_STREAMS_PER_INSTANCE: "100000",
  REALTIME_RATE_FACTOR: "100000",
};

/** The built package in production's runtime: one process, as Cloud Run starts it. */
export async function startFirecast(
  target: "api" | "streams" | "sockets",
  {
    name = target,
    flags = [],
    env = {},
  }: { name?: string; flags?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<Server> {
  const port = await freePort();
  const framework = functionsTool("@google-cloud/functions-framework/build/src/main.js");
  const child = startChild({
    name,
    args: [
      ...flags,
      ...loader,
      ...watched,
      ...preload("drive.ts"),
      framework,
      `--target=${target}`,
      `--port=${port}`,
    ],
    cwd: functionsDir,
    env: { ...undisturbed, K_SERVICE: target, NODE_ENV: "production", ...env },
  });
  const isHealthy = () =>
    fetch(`http://${host}:${port}/realtime/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  if (await until(isHealthy, { within: startsWithin })) return { ...child, port };
  throw new Error(`${name} does not start.\n${endOf(child.log)}`);
}

export async function startBareServer(flags: readonly string[] = []): Promise<Server> {
  const port = await freePort();
  const args = [...flags, ...watched, own("bareServer.ts"), String(port)];
  const child = startChild({ name: "bare", args });
  if (await until(() => child.ask<boolean>({ type: "ready" }), { within: startsWithin }))
    return { ...child, port };
  throw new Error("The bare server does not listen.");
}

/** The library `ws` alone. */
export async function startBareWebSockets(flags: readonly string[] = []): Promise<Server> {
  const port = await freePort();
  const args = [...flags, ...watched, own("bareWebSockets.mjs"), String(port)];
  const child = startChild({ name: "bare-web-sockets", args });
  if (await until(() => child.ask<boolean>({ type: "ready" }), { within: startsWithin }))
    return { ...child, port };
  throw new Error("The bare WebSocket server does not listen.");
}

/** Compresses for each connection anew. */
export async function startGzipServer(flags: readonly string[] = []): Promise<Server> {
  const port = await freePort();
  const args = [...flags, ...loader, ...watched, own("gzipServer.ts"), String(port)];
  const child = startChild({ name: "gzip", args });
  if (await until(() => child.ask<boolean>({ type: "ready" }), { within: startsWithin }))
    return { ...child, port };
  throw new Error("The compressing server does not listen.");
}

/** Answers everything with a 429. */
export async function startBareRefusal(): Promise<Server> {
  const port = await freePort();
  const child = startChild({ name: "bare-refusal", args: [own("bareRefusal.ts"), String(port)] });
  if (await until(() => child.ask<boolean>({ type: "ready" }), { within: startsWithin }))
    return { ...child, port };
  throw new Error("The bare server does not listen.");
}

export function startJobs(): Child {
  // What V8 has no reason to collect would count otherwise; a run that held on to what it did would not end in so little.
  const flags = ["--expose-gc", "--max-semi-space-size=1", "--max-old-space-size=96"];
  return startChild({ name: "jobs", args: [...flags, ...loader, own("jobsProcess.ts")] });
}

export function startBareBackend(): Child {
  return startChild({ name: "bare-backend", args: [own("bareBackend.ts")] });
}
