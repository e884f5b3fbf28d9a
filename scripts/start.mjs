import { existsSync } from "node:fs";
import { demoPassword, demoUsers } from "./demo-users.mjs";
import { emulatorLog, startEmulators } from "./emulators.mjs";
import { startFcm } from "./fcm-server.mjs";
import { untilHealthy } from "./health.mjs";
import { interrupt, interrupted } from "./interrupt.mjs";
import { endOf } from "./log-file.mjs";
import { checkPortsAreFree } from "./ports.mjs";
import { main, Problem } from "./problem.mjs";
import { at, emulatorData, emulatorEnv, fcmPorts, functionUrl, ports, streamsPort } from "./project.mjs";
import { startRuntime } from "./runtime.mjs";
import { setUpEmulators } from "./setup.mjs";
import { startTicker } from "./ticker.mjs";

await main(() => start().catch(unlessInterrupted));

async function start() {
  await checkPortsAreFree({
    "streams in production's runtime": streamsPort,
    "the FCM stand-in": fcmPorts.port,
    "its inspector": fcmPorts.inspectPort,
  });
  const env = await setUpEmulators();
  const importDir = existsSync(emulatorData) ? emulatorData : undefined;
  const suite = await startEmulators({ env, importDir });
  const runtime = startRuntime({ env: { ...env, ...emulatorEnv }, target: "streams", port: streamsPort });
  const fcm = await startFcm(fcmPorts);
  const ticker = startTicker();
  try {
    // One after the other: a burst of cold calls is what the functions emulator bears least.
    await untilHealthy(functionUrl("api"), emulatorLog);
    await untilHealthy(functionUrl("streams"), emulatorLog);
    await untilHealthy(runtime.url, runtime.log);
    if (!interrupt.aborted) announce();
    await Promise.race([interrupted, suite.exited]);
    if (!interrupt.aborted) throw new Problem(`The emulators ended.\n${endOf(emulatorLog)}`);
  } finally {
    console.log("Stopping");
    ticker.stop();
    await Promise.all([runtime.stop(), suite.stopWorkers(), fcm.stop()]);
    await suite.stop();
  }
}

/** Being asked to stop is no failure, whenever it comes. */
function unlessInterrupted(error) {
  if (!interrupt.aborted) throw error;
}

function announce() {
  console.log(`
  Hosting           ${at(ports.hosting)}
  api               ${functionUrl("api")}
  streams           ${at(streamsPort)}  (production's runtime)
  streams           ${functionUrl("streams")}  (emulator)
  pushes            ${at(fcmPorts.inspectPort)}/messages  (what the stand-in for FCM received)

  Sign in with the password ${demoPassword}:
${demoUsers.map(signInLine).join("\n")}

Firecast is ready`);
}

function signInLine({ email, role = "operator", organizationId = "" }) {
  return `  ${email.padEnd(22)}${role.padEnd(10)}${organizationId}`.trimEnd();
}
