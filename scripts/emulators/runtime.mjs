import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { signal } from "./processes.mjs";
import { at, emulatorEnv, functionsDir, functionsTool, projectId, scratchDir } from "../project.mjs";
import { pause, seconds, until } from "../wait.mjs";

const drainsWithin = seconds(9); // streams have 8 s to say goodbye
const restartsAfter = seconds(1);

/**
 * Runs one HTTP function as Cloud Functions does: one process, many requests at once, real disconnects. The functions
 * emulator has none of these. It comes back when it dies, unless `restart` is false.
 *
 * @param {{ target: string, port: number, source?: string, env?: NodeJS.ProcessEnv, restart?: boolean }} options
 * `source`: the bundle that exports the target, default what is deployed.
 */
export function startRuntime({ target, port, source = "lib/index.js", env = {}, restart = true }) {
  const log = join(scratchDir, `${target}-${port}.log`);
  let child;
  let stopping = false;
  const start = () => {
    child = spawnFramework({ target, port, source, env, log });
    child.on("exit", async () => {
      await pause(restartsAfter);
      if (restart && !stopping) start();
    });
  };
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  start();
  return {
    url: at(port),
    log,
    pid: () => child.pid,
    async stop() {
      stopping = true;
      if (hasEnded()) return;
      signal(child.pid, "SIGTERM");
      if (!(await until(hasEnded, { within: drainsWithin }))) signal(child.pid, "SIGKILL");
    },
  };
}

function spawnFramework({ target, port, source, env, log }) {
  mkdirSync(scratchDir, { recursive: true });
  const output = openSync(log, "a");
  const framework = functionsTool("@google-cloud/functions-framework/build/src/main.js");
  const options = [`--target=${target}`, `--port=${port}`, `--source=${join(functionsDir, source)}`];
  const child = spawn("node", [...envFiles, framework, ...options], {
    cwd: functionsDir,
    env: { ...process.env, ...emulatorEnv, K_SERVICE: target, ...env },
    stdio: ["ignore", output, output],
    detached: true, // Ctrl-C in a terminal reaches it only through `stop`
  });
  closeSync(output);
  return child;
}

/** The functions emulator reads these by itself; a later file wins, and the environment over all. */
const envFiles = [".env", `.env.${projectId}`, ".env.local", ".secret.local"]
  .filter((file) => existsSync(join(functionsDir, file)))
  .map((file) => `--env-file=${file}`);
