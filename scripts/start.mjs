import { existsSync } from "node:fs";
import { startDemoFeed } from "./demo-feed.mjs";
import { demoPassword, demoUsers } from "./demo-users.mjs";
import { causeOf, emulatorLog, startEmulators } from "./emulators.mjs";
import { startFcm } from "./fcm-server.mjs";
import { untilHealthy } from "./health.mjs";
import { interrupt, interrupted } from "./interrupt.mjs";
import { checkPortsAreFree } from "./ports.mjs";
import { main } from "./problem.mjs";
import {
  at,
  demoFeedPort,
  emulatorData,
  emulatorEnv,
  fcmPorts,
  functionUrl,
  hostingPort,
  socketsPort,
  streamsPort,
} from "./project.mjs";
import { startRuntime } from "./runtime.mjs";
import { setUpEmulators } from "./setup.mjs";
import { supervise } from "./supervise.mjs";
import { startTicker } from "./ticker.mjs";

await main(() => start().catch(unlessInterrupted));

async function start() {
  await checkPortsAreFree({
    "streams in production's runtime": streamsPort,
    "sockets in production's runtime": socketsPort,
    "the FCM stand-in": fcmPorts.port,
    "its inspector": fcmPorts.inspectPort,
    "the demo's feed": demoFeedPort,
  });
  const env = await setUpEmulators();
  const fcm = await startFcm(fcmPorts);
  const feed = await startDemoFeed(demoFeedPort);
  try {
    await supervise(() => run(env));
  } finally {
    await Promise.all([fcm.stop(), feed.stop()]);
  }
}

/** Until it is asked to stop, or the emulators end by themselves: then it returns the cause. */
async function run(env) {
  const importDir = existsSync(emulatorData) ? emulatorData : undefined;
  const suite = await startEmulators({ env, importDir });
  const served = Object.entries({ streams: streamsPort, sockets: socketsPort });
  const runtimes = served.map(([target, port]) =>
    startRuntime({ env: { ...env, ...emulatorEnv }, target, port }),
  );
  const ticker = startTicker();
  try {
    const broken = suite.untilBroken();
    await Promise.race([interrupted, broken, untilReady(suite, runtimes)]);
    const end = await Promise.race([interrupted, broken]);
    return interrupt.aborted ? undefined : causeOf(end);
  } finally {
    if (interrupt.aborted) console.log("Stopping");
    ticker.stop();
    await Promise.all([...runtimes.map((runtime) => runtime.stop()), suite.stopWorkers()]);
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
  Hosting           ${at(hostingPort)}
  api               ${functionUrl("api")}
  streams           ${at(streamsPort)}  (production's runtime)
  streams           ${functionUrl("streams")}  (emulator)
  sockets           ${at(socketsPort)}  (production's runtime)
  pushes            ${at(fcmPorts.inspectPort)}/messages  (what the stand-in for FCM received)
  a calendar feed   ${at(demoFeedPort)}/team.ics

  Sign in with the password ${demoPassword}:
${demoUsers.map(signInLine).join("\n")}

Firecast is ready`);
}

function signInLine({ email, role = "operator", organizationId = "" }) {
  return `  ${email.padEnd(22)}${role.padEnd(10)}${organizationId}`.trimEnd();
}
