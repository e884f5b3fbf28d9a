import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const functionsDir = join(root, "functions");
export const emulatorData = join(root, "emulator-data");

/** A tool's JavaScript file, to be given to Node 24: what stands in `.bin` picks a Node by its own rules. */
export const tool = (path) => join(root, "node_modules", path);
export const functionsTool = (path) => join(functionsDir, "node_modules", path);

/** Git-ignored: logs and wrapped emulators. */
export const scratchDir = join(root, ".emulators");

/** `demo-` marks a project that exists nowhere: the emulators then refuse to touch real services. */
export const projectId = "demo-firecast";
/** Another one on the same emulators: no functions run in it. */
export const quietProjectId = `${projectId}-quiet`;
export const region = "us-central1";
export const host = "127.0.0.1";
export const at = (port) => `http://${host}:${port}`;

const { emulators } = JSON.parse(readFileSync(join(root, "firebase.json"), "utf8"));

export const ports = Object.fromEntries(
  Object.entries(emulators).flatMap(([name, { port }]) => (port ? [[name, port]] : [])),
);

/** Hosting as everybody uses it: the guard (`hosting-guard.mjs`). The emulator behind it has `ports.hosting`. */
export const hostingPort = 5000;

/** `streams` in production's runtime, beside the emulators. */
export const streamsPort = 5010;

/** `sockets`, likewise: the functions emulator knows no upgrades. */
export const socketsPort = 5011;

/** The callable functions, likewise: both at one port. */
export const callablesPort = 5014;

/** A stand-in for FCM, which has no emulator: where pushes go, and where to look at them. */
export const fcmPorts = { port: 5020, inspectPort: 5021 };

/** A stand-in for App Check, which has no emulator either: where tokens are issued and looked at. */
export const appCheckPort = 5022;

/** A stand-in for Cloud Storage, part of the emulators here: see `storage/storage-server.mjs`. */
export const storagePort = 9199;

/** Durable streams as a user's, for programs that know no identity: see `durableStreams/proxy.mjs`. */
export const durableStreamsPort = 5032;

/** An iCalendar feed to try; see `privateHosts` in functions/src/platform/params.ts. */
export const demoFeedPort = 5030;

/** Where the app's chaos menu has a server killed. */
export const chaosPort = 5031;

export const functionUrl = (name) => `${at(ports.functions)}/${projectId}/${region}/${name}`;

/** Packages of the repository are imported as their sources, built or not. */
const nodeOptions = [process.env.NODE_OPTIONS, "--conditions=firecast"].filter(Boolean);
export const sourcesEnv = { NODE_OPTIONS: nodeOptions.join(" ") };

/** What a process needs that the CLI starts. What has no setting is preloaded: firebase-admin's hosts for FCM and App Check, and the address that functions-framework listens on. */
const preloads = ["fcm/fcm-redirect.cjs", "appCheck/app-check-redirect.cjs", "emulators/loopback.cjs"].map(
  (file) => `--require=${JSON.stringify(join(root, "scripts", file))}`,
);
export const preloadEnv = {
  FCM_EMULATOR_HOST: `${host}:${fcmPorts.port}`,
  APP_CHECK_EMULATOR_HOST: `${host}:${appCheckPort}`,
  STORAGE_EMULATOR_HOST: at(storagePort),
  NODE_OPTIONS: [...nodeOptions, ...preloads].join(" "),
};

/** What a process needs to talk to the emulators instead of Google. */
export const emulatorEnv = {
  ...preloadEnv,
  GCLOUD_PROJECT: projectId,
  FIREBASE_CONFIG: JSON.stringify({ projectId }),
  FIREBASE_AUTH_EMULATOR_HOST: `${host}:${ports.auth}`,
  FIRESTORE_EMULATOR_HOST: `${host}:${ports.firestore}`,
  PUBSUB_EMULATOR_HOST: `${host}:${ports.pubsub}`,
  CLOUD_TASKS_EMULATOR_HOST: `${host}:${ports.tasks}`,
  CLOUD_EVENTARC_EMULATOR_HOST: at(ports.eventarc),
  FIREBASE_EMULATOR_HUB: `${host}:${ports.hub}`,
  METADATA_SERVER_DETECTION: "none", // no look-up of the identity that a Google Cloud machine has
};

/** The same for a process of another project. */
export const inProject = (project, env) => ({
  ...env,
  GCLOUD_PROJECT: project,
  FIREBASE_CONFIG: JSON.stringify({ projectId: project }),
});
