import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { startEmulators } from "./emulators/emulators.mjs";
import { startFcm } from "./fcm/fcm-server.mjs";
import { main, Problem } from "./problem.mjs";
import { emulatorEnv, fcmPorts, functionsTool } from "./project.mjs";
import { run } from "./run.mjs";
import { setUpEmulators, setUpNode } from "./setup/setup.mjs";

/**
 * `node scripts/typescript.mjs [--emulators[=auth,firestore,…]] <file.ts> [args]`: runs a file that talks to the emulators, those that
 * `npm start` runs, or with `--emulators` fresh and empty ones: all, or only those named.
 */
await main(async () => {
  const [first, ...rest] = process.argv.slice(2);
  const [option, only] = (first ?? "").split("=");
  return option === "--emulators"
    ? withEmulators(rest, only?.split(","))
    : runFile([first, ...rest], await setUpNode());
});

async function withEmulators(args, only) {
  const env = await setUpEmulators();
  const fcm = await startFcm(fcmPorts);
  try {
    const suite = await startEmulators({ env, only });
    try {
      return await runFile(args, env);
    } finally {
      await suite.stop();
    }
  } finally {
    await fcm.stop();
  }
}

async function runFile([file, ...args], env) {
  if (!existsSync(file)) throw new Problem(`There is no ${file}.`);
  const loader = pathToFileURL(functionsTool("tsx/dist/loader.mjs")).href;
  const { code } = await run("node", ["--import", loader, resolve(file), ...args], {
    env: { ...env, ...emulatorEnv, TSX_TSCONFIG_PATH: resolve("functions/tsconfig.json") },
  });
  return code;
}
