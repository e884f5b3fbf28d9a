import { fileURLToPath, pathToFileURL } from "node:url";
import { functionsDir, functionsTool, host } from "../../scripts/project.mjs";
import { seconds, until } from "../../scripts/wait.mjs";
import { type Child, freePort, startChild } from "./child.js";
import { endOf } from "../../scripts/emulators/log-file.mjs";

export interface Server extends Child {
  readonly port: number;
}

const own = (file: string): string => fileURLToPath(new URL(`../processes/${file}`, import.meta.url));
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
      // As a module: what the loader makes of a `require` of it would be a second copy of all that it imports later.
      "--source=lib/index.js",
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

export const startBareServer = (flags: readonly string[] = []): Promise<Server> =>
  startListening("bare", [...flags, ...watched, own("bareServer.ts")]);

/** The library `ws` alone. */
export const startBareWebSockets = (flags: readonly string[] = []): Promise<Server> =>
  startListening("bare-web-sockets", [...flags, ...watched, own("bareWebSockets.mjs")]);

/** The library Socket.IO alone. */
export const startStockSocketIo = (flags: readonly string[] = []): Promise<Server> =>
  startListening("stock-socket-io", [...flags, ...watched, own("stockSocketIo.mjs")]);

/** Compresses for each connection anew. */
export const startGzipServer = (flags: readonly string[] = []): Promise<Server> =>
  startListening("gzip", [...flags, ...loader, ...watched, own("gzipServer.ts")]);

/** Answers everything with a 429. */
export const startBareRefusal = (): Promise<Server> =>
  startListening("bare-refusal", [own("bareRefusal.ts")]);

/** A server that takes its port as its last argument, and says when it is ready. */
async function startListening(name: string, args: readonly string[]): Promise<Server> {
  const port = await freePort();
  const child = startChild({ name, args: [...args, String(port)] });
  if (await until(() => child.ask<boolean>({ type: "ready" }), { within: startsWithin }))
    return { ...child, port };
  throw new Error(`The server "${name}" does not listen.\n${endOf(child.log)}`);
}

export function startJobs(): Child {
  // What V8 has no reason to collect would count otherwise; a run that held on to what it did would not end in so little.
  const flags = ["--expose-gc", "--max-semi-space-size=1", "--max-old-space-size=96"];
  return startChild({ name: "jobs", args: [...flags, ...loader, own("jobsProcess.ts")] });
}

export function startBareBackend(): Child {
  return startChild({ name: "bare-backend", args: [own("bareBackend.ts")] });
}
