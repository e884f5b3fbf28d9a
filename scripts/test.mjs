import { runChecks } from "./tests/checks.mjs";
import { emulatorLog, startEmulators } from "./emulators/emulators.mjs";
import { startFcm } from "./fcm/fcm-server.mjs";
import { untilHealthy } from "./emulators/health.mjs";
import { runEveryTest, runUnitTests } from "./tests/mocha.mjs";
import { checkPortsAreFree } from "./emulators/ports.mjs";
import { Problem } from "./problem.mjs";
import { emulatorEnv, fcmPorts, functionUrl } from "./project.mjs";
import { setUpEmulators, setUpNode } from "./setup/setup.mjs";

const [mode] = process.argv.slice(2);
const given = process.argv.slice(2).filter((arg) => !["--unit", "--soak", "--browser"].includes(arg));
/** In a real browser: those that are named, or all there are. */
const inBrowser = ["packages/client", "packages/push", "web"].map((home) => `${home}/test/browser`);
const namesNone = mode === "--browser" && !given.some((arg) => arg.endsWith(".ts"));
const args = namesNone ? [...inBrowser, ...given] : given;

/** Who watches an inbox in a test does not look at it: a push need not wait for that. */
const impatient = { NOTIFICATIONS_SEEN_GRACE_MS: "300" };

const run = { "--unit": testRules, "--soak": soakTest }[mode] ?? allTests;
const {
  passed,
  failed,
  failures = [],
} = await run().catch((error) => {
  console.error(error instanceof Problem ? error.message : error);
  return { passed: 0, failed: 1 };
});
tellFailures(failures);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** Once more where it is looked for: several thousand lines are above it. */
function tellFailures(failures) {
  for (const { title, error } of failures) console.log(`FAILED  ${title}\n${error}\n`);
}

async function testRules() {
  return runUnitTests(args, await setUpNode());
}

/** The fault tests at length, then jobs whose processes are killed, durable streams, then clients whose line, server, token or tab goes. */
async function soakTest() {
  const env = await setUpEmulators();
  const faults = await soakFaults(env);
  const issues = await soakIssues(env);
  const jobs = await soakJobs(env);
  const durableStreams = await soakDurableStreams(env);
  const client = await soakClient(env);
  const all = [faults, issues, jobs, durableStreams, client];
  const sum = (key) => all.reduce((total, part) => total + part[key], 0);
  return { passed: sum("passed"), failed: sum("failed"), failures: all.flatMap(({ failures }) => failures) };
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

/** Servers are killed while streams are written and read. */
async function soakDurableStreams(env) {
  const suite = await startEmulators({ env, only: ["auth", "firestore", "pubsub"] });
  try {
    const size = { DS_STREAMS: "200", DS_KILLS: "20" };
    const kills = ["functions/test/features/durableStreams/kills.test.ts"];
    return await runEveryTest(kills, { ...env, ...emulatorEnv, ...size });
  } finally {
    await suite.stop();
  }
}

/** In Node, and in a real browser. */
async function soakClient(env) {
  const suite = await startEmulators({ env, only: ["auth", "firestore", "pubsub"] });
  try {
    const size = {
      CLIENT_CUTS: "200",
      CLIENT_KILLS: "20",
      CLIENT_RENEWALS: "15",
      CLIENT_TOKEN_SECONDS: "30",
    };
    const tests = [
      "functions/test/wire/clientOverEmulators.test.ts",
      "packages/client/test/browser/takeover.waiting.test.ts",
    ];
    return await runEveryTest(tests, { ...env, ...emulatorEnv, ...size, TAKEOVERS: "50" });
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
