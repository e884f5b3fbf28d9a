import { existsSync } from "node:fs";
import { startChaos } from "./demo/chaos.mjs";
import { startDemoFeed } from "./demo/demo-feed.mjs";
import { demoPassword, demoUsers } from "./demo/demo-users.mjs";
import { causeOf, emulatorLog, startEmulators } from "./emulators/emulators.mjs";
import { startAppCheck } from "./appCheck/app-check-server.mjs";
import { startFcm } from "./fcm/fcm-server.mjs";
import { untilHealthy } from "./emulators/health.mjs";
import { interrupt, interrupted } from "./interrupt.mjs";
import { checkPortsAreFree } from "./emulators/ports.mjs";
import { main } from "./problem.mjs";
import {
  appCheckPort,
  at,
  callablesPort,
  chaosPort,
  demoFeedPort,
  emulatorData,
  emulatorEnv,
  fcmPorts,
  functionUrl,
  hostingPort,
  socketsPort,
  storagePort,
  streamsPort,
} from "./project.mjs";
import { startRuntime } from "./emulators/runtime.mjs";
import { setUpEmulators } from "./setup/setup.mjs";
import { supervise } from "./emulators/supervise.mjs";
import { startTicker } from "./emulators/ticker.mjs";

await main(() => start().catch(unlessInterrupted));

async function start() {
  await checkPortsAreFree({
    "streams in production's runtime": streamsPort,
    "sockets in production's runtime": socketsPort,
    "callable functions in production's runtime": callablesPort,
    "the FCM stand-in": fcmPorts.port,
    "its inspector": fcmPorts.inspectPort,
    "the App Check stand-in": appCheckPort,
    "the demo's feed": demoFeedPort,
    "what the chaos menu asks": chaosPort,
  });
  const env = await setUpEmulators();
  const standIns = await Promise.all([
    startFcm(fcmPorts),
    startAppCheck({ port: appCheckPort }),
    startDemoFeed(demoFeedPort),
  ]);
  try {
    await supervise(() => run(env));
  } finally {
    await Promise.all(standIns.map((standIn) => standIn.stop()));
  }
}

/** Until it is asked to stop, or the emulators end by themselves: then it returns the cause. */
async function run(env) {
  const importDir = existsSync(emulatorData) ? emulatorData : undefined;
  const suite = await startEmulators({ env, importDir });
  const served = [
    { target: "streams", port: streamsPort },
    { target: "sockets", port: socketsPort },
    { target: "callables", port: callablesPort, source: "lib/local.js" },
  ];
  const runtimes = served.map((one) => startRuntime({ ...one, env: { ...env, ...emulatorEnv } }));
  const ticker = startTicker();
  const chaos = await startChaos(chaosPort, { streams: () => runtimes[0].pid() });
  try {
    const broken = suite.untilBroken();
    await Promise.race([interrupted, broken, untilReady(suite, runtimes)]);
    const end = await Promise.race([interrupted, broken]);
    return interrupt.aborted ? undefined : causeOf(end);
  } finally {
    if (interrupt.aborted) console.log("Stopping");
    ticker.stop();
    await Promise.all([chaos.stop(), ...runtimes.map((runtime) => runtime.stop()), suite.stopWorkers()]);
    await suite.stop();
  }
}

/** One after the other: a burst of cold calls is what the functions emulator bears least. */
async function untilReady(suite, runtimes) {
  await untilHealthy(functionUrl("api"), emulatorLog);
  await untilHealthy(functionUrl("streams"), emulatorLog);
  for (const { url, log } of runtimes) await untilHealthy(url, log);
  if (!interrupt.aborted && suite.isRunning()) announce();
}

/** Being asked to stop is no failure, whenever it comes. */
function unlessInterrupted(error) {
  if (!interrupt.aborted) throw error;
}

function announce() {
  console.log(`
  The app           http://localhost:${hostingPort}
  api               ${functionUrl("api")}
  streams           ${at(streamsPort)}  (production's runtime)
  streams           ${functionUrl("streams")}  (emulator)
  sockets           ${at(socketsPort)}  (production's runtime)
  callables         ${at(callablesPort)}  (production's runtime)
  pushes            ${at(fcmPorts.inspectPort)}/messages  (what the stand-in for FCM received)
  App Check         ${at(appCheckPort)}/tokens  (what issues tokens of the stand-in)
  storage           ${at(storagePort)}/objects  (what the stand-in for Cloud Storage holds)
  a calendar feed   ${at(demoFeedPort)}/team.ics

  Sign in with the password ${demoPassword}:
${demoUsers.map(signInLine).join("\n")}

Firecast is ready`);
}

function signInLine({ email, role = "operator", organizationId = "" }) {
  return `  ${email.padEnd(22)}${role.padEnd(10)}${organizationId}`.trimEnd();
}
