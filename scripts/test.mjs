import { runChecks } from "./checks.mjs";
import { emulatorLog, startEmulators } from "./emulators.mjs";
import { startFcm } from "./fcm-server.mjs";
import { untilHealthy } from "./health.mjs";
import { runEveryTest, runUnitTests } from "./mocha.mjs";
import { checkPortsAreFree } from "./ports.mjs";
import { Problem } from "./problem.mjs";
import { emulatorEnv, fcmPorts, functionUrl } from "./project.mjs";
import { setUpEmulators, setUpNode } from "./setup.mjs";

const [mode] = process.argv.slice(2);
const args = process.argv.slice(2).filter((arg) => arg !== "--unit" && arg !== "--soak");

/** Who watches an inbox in a test does not look at it: a push need not wait for that. */
const impatient = { NOTIFICATIONS_SEEN_GRACE_MS: "300" };

const run = { "--unit": testRules, "--soak": soakTest }[mode] ?? allTests;
const { passed, failed } = await run().catch((error) => {
  console.error(error instanceof Problem ? error.message : error);
  return { passed: 0, failed: 1 };
});
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function testRules() {
  return runUnitTests(args, await setUpNode());
}

/** The fault tests at length, then jobs whose processes are killed. */
async function soakTest() {
  const env = await setUpEmulators();
  const faults = await soakFaults(env);
  const issues = await soakIssues(env);
  const jobs = await soakJobs(env);
  const all = [faults, issues, jobs];
  const sum = (key) => all.reduce((total, part) => total + part[key], 0);
  return { passed: sum("passed"), failed: sum("failed") };
}

/** Each job is killed three times at random, and resumed; each does a backlog of ten pages. */
async function soakJobs(env) {
  const suite = await startEmulators({ env });
  try {
    const size = { JOB_ITEMS: "300", JOB_KILLS: "3" };
    const killed = ["functions/test/features", "--grep", "where a process was killed|ten pages"];
    return await runEveryTest(killed, { ...env, ...emulatorEnv, ...size });
  } finally {
    await suite.stop();
  }
}

/**
 * No functions run beside it: without the relay nothing but the log heals what the bus loses,
 * and the functions emulator does not set the pace.
 */
async function soakFaults(env) {
  const suite = await startEmulators({ env, only: ["auth", "firestore", "pubsub"] });
  try {
    const faults = "functions/test/faults/faults.large.test.ts";
    const size = { FAULT_MESSAGES: "50000", FAULT_KILLS: "200", FAULT_TRIGGERS: "none" };
    return await runEveryTest([faults, ...args], { ...env, ...emulatorEnv, ...size });
  } finally {
    await suite.stop();
  }
}

/** Issues are reported and seen through while servers are killed; again nothing but the log heals. */
async function soakIssues(env) {
  const suite = await startEmulators({ env, only: ["auth", "firestore", "pubsub"] });
  try {
    const issues = "functions/test/faults/issues.soak.test.ts";
    const size = { ISSUE_OPERATIONS: "2000", ISSUE_KILLS: "20" };
    return await runEveryTest([issues], { ...env, ...emulatorEnv, ...size });
  } finally {
    await suite.stop();
  }
}

/** Every test against the emulators; chosen tests (`npm test -- --grep x`) run without checks. */
async function allTests() {
  const env = await setUpEmulators();
  await checkPortsAreFree({ "the FCM stand-in": fcmPorts.port, "its inspector": fcmPorts.inspectPort });
  const checks = args.length === 0 ? runChecks(env) : 0;
  const fcm = await startFcm(fcmPorts);
  try {
    const suite = await startEmulators({ env: { ...env, ...impatient } });
    return await testOverSuite(suite, { env, checks });
  } finally {
    await fcm.stop();
  }
}

/** The checks run while the emulators start. No test runs if one fails. */
async function testOverSuite(suite, { env, checks }) {
  try {
    const failedChecks = await checks;
    if (failedChecks > 0) return { passed: 0, failed: failedChecks };
    await untilHealthy(functionUrl("api"), emulatorLog); // the first test shall not pay for a cold start
    await untilHealthy(functionUrl("streams"), emulatorLog);
    return await runEveryTest(args, { ...env, ...emulatorEnv });
  } finally {
    await suite.stop();
  }
}
