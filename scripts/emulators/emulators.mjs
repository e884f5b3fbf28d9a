import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { causeOfEnd } from "./cause-of-end.mjs";
import { startHostingGuard } from "../hosting/hosting-guard.mjs";
import { interrupt } from "../interrupt.mjs";
import { endOf, readLog } from "./log-file.mjs";
import { checkPortsAreFree } from "./ports.mjs";
import { Problem } from "../problem.mjs";
import {
  host,
  hostingPort,
  ports,
  preloadEnv,
  projectId,
  root,
  scratchDir,
  storagePort,
  tool,
} from "../project.mjs";
import { buildFunctions } from "../setup/setup.mjs";
import { buildWeb } from "../setup/web.mjs";
import { startStorage } from "../storage/storage-server.mjs";
import { superviseSuite } from "./suite.mjs";
import { seconds, until } from "../wait.mjs";

const readyWithin = seconds(300); // the first start may download the emulators

/** What the emulators and the functions in them print. */
export const emulatorLog = join(scratchDir, "emulators.log");
const debugLog = join(scratchDir, "firebase-debug.log");

const all = ["auth", "functions", "firestore", "pubsub", "hosting"];

/**
 * Builds the functions and the web app, starts the emulators, with the stand-in for Cloud Storage, and returns them as a suite
 * (`suite.mjs`) once they are ready. `env` comes from `setUpEmulators`; `importDir` is an export to start from.
 */
export async function startEmulators({ env, only = all, importDir }) {
  await checkPortsAreFree({ ...portsOf(only), "the stand-in for Cloud Storage": storagePort }, host);
  const storage = await startStorage({ port: storagePort, host });
  try {
    const suite = await startFirebase({ env, only, importDir });
    const stop = () => suite.stop().finally(storage.stop);
    return { ...suite, stop };
  } catch (error) {
    await storage.stop();
    throw error;
  }
}

async function startFirebase({ env, only, importDir }) {
  await Promise.all([
    only.includes("functions") && buildFunctions(env),
    only.includes("hosting") && buildWeb(env),
  ]);
  console.log("Starting the emulators");
  const suite = superviseSuite(spawnCli({ env, only, importDir }));
  const hasFailed = () => interrupt.aborted || !suite.isRunning() || functionsAreBroken();
  await until(() => hasFailed() || isReady(), { within: readyWithin });
  if (isReady() && !hasFailed()) {
    suite.remember();
    return only.includes("hosting") ? guarded(suite) : suite;
  }
  const reason = interrupt.aborted ? "Stopped." : reasonInLog(); // before stopping adds its own lines
  await suite.stop();
  throw new Problem(reason);
}

/** The suite with the guard in front of Hosting, which goes before the emulators: its clients come back. */
async function guarded(suite) {
  const guard = await startHostingGuard({ port: hostingPort, target: ports.hosting, host });
  const stop = async () => {
    await suite.stopWorkers();
    await guard.stop();
    await suite.stop();
  };
  return { ...suite, stop };
}

/** One line for an end that was not asked for, `{ code, signal }`. */
export const causeOf = (end) =>
  causeOfEnd({ ...end, output: readLog(emulatorLog), debugLog: readLog(debugLog) });

function portsOf(only) {
  const beside = only.includes("functions") ? ["hub", "logging", "tasks", "eventarc"] : ["hub", "logging"];
  const emulators = Object.fromEntries([...only, ...beside].map((name) => [name, ports[name]]));
  return only.includes("hosting") ? { ...emulators, "the guard of Hosting": hostingPort } : emulators;
}

function spawnCli({ env, only, importDir }) {
  mkdirSync(scratchDir, { recursive: true });
  const args = ["emulators:start", "--project", projectId, "--config", join(root, "firebase.json")];
  args.push("--only", only.join(","), ...(importDir ? ["--import", importDir] : []));
  const output = openSync(emulatorLog, "w");
  const cli = spawn("node", [tool("firebase-tools/lib/bin/firebase.js"), ...args], {
    cwd: scratchDir, // each emulator writes its debug log where it stands
    env: { ...quietCli, ...env, ...preloadEnv }, // it hands its environment to the functions
    stdio: ["ignore", output, output],
    detached: true, // its own process group: Ctrl-C in a terminal reaches the suite only through `stop`
  });
  closeSync(output);
  return cli;
}

const quietCli = {
  CI: "1", // no message of the day from the network
  METADATA_SERVER_DETECTION: "none",
  FUNCTIONS_DISCOVERY_TIMEOUT: "180", // a process that starts slower than this leaves its caller without an answer
};

function reasonInLog() {
  const reason = readLog(emulatorLog).includes("Failed to make request")
    ? "Missing: the emulators. With the Google Cloud CLI they install by `gcloud components install " +
      "cloud-firestore-emulator pubsub-emulator`; without it firebase-tools has to reach the network once."
    : "The emulators did not start.";
  return `${reason}\n${endOf(emulatorLog)}`;
}

const isReady = () => readLog(emulatorLog).includes("All emulators ready");
const functionsAreBroken = () => readLog(emulatorLog).includes("Failed to load function definition");
