import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "./freePorts.js";

const functionsDir = fileURLToPath(new URL("../..", import.meta.url));
const framework = join(functionsDir, "node_modules/@google-cloud/functions-framework/build/src/main.js");

const readyWithinMs = 60_000;
/** As Cloud Run: https://cloud.google.com/run/docs/container-contract#instance-shutdown */
const killAfterMs = 10_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The built package in production's runtime: one process, many requests at once, real disconnects. */
export interface ServerProcess {
  readonly baseUrl: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Everything it printed. */
  output(): string;
  /** Sends the signal and waits for the end; after 10 s it is killed. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<Exit>;
}

export type Settings = Readonly<Record<string, string | number>>;

/** Whatever happens to the test run: no server outlives it. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a server with the environment's emulators and waits until it answers. Default: on a free port. */
export async function startServer(
  settings: Settings = {},
  wanted?: number,
  target: Target = "streams",
): Promise<ServerProcess> {
  if (!existsSync(join(functionsDir, "lib/index.js")))
    throw new Error("Not built: npm --prefix functions run build");
  const port = wanted ?? (await freePort());
  const source = `--source=lib/${target === "callables" ? "local" : "index"}.js`;
  const child = spawn(process.execPath, [framework, `--target=${target}`, `--port=${port}`, source], {
    cwd: functionsDir,
    env: { ...process.env, K_SERVICE: target, REALTIME_RATE_FACTOR: "1000", ...textOf(settings) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const output = (): string => Buffer.concat(chunks).toString("utf8");
  const exited = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  const server: ServerProcess = {
    baseUrl: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    exited,
    output,
    stop: async (signal = "SIGTERM") => {
      child.kill(signal);
      const limit = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
      const exit = await exited;
      clearTimeout(limit);
      return exit;
    },
  };
  await untilHealthy(server);
  return server;
}

/** The function that a server serves. All have the whole API; `callables` are the two callable functions. */
export type Target = "api" | "streams" | "sockets" | "callables";

const textOf = (settings: Settings): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));

async function untilHealthy(server: ServerProcess): Promise<void> {
  let ended = false;
  void server.exited.then(() => (ended = true));
  const deadline = Date.now() + readyWithinMs;
  while (!ended && Date.now() < deadline) {
    const answer = await fetch(`${server.baseUrl}/realtime/health`).catch(() => undefined);
    if (answer?.ok) return;
    if (answer) break;
    await delay(25);
  }
  await server.stop("SIGKILL");
  throw new Error(`The server did not start.\n${server.output()}`);
}
