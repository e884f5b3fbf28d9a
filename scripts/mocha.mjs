import { existsSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { functionsDir, functionsTool, root, scratchDir } from "./project.mjs";
import { run } from "./run.mjs";

/** Tests of pure rules: no emulator, no build. */
const unitTests = ["*.unit.test.ts"];

const mostTests = ["!(*.large|*.waiting|*.unit).test.ts"];
/** They make thousands of documents, kill processes, and need both cores. */
const largeTests = ["*.large.test.ts"];
/** These wait for intervals of production most of their time, and do so while the others run. */
const waitingTests = ["*.waiting.test.ts"];

const everywhere = ["{test,../packages/*/test}"];
/** Each of them begins with an empty database: see `forgetDocuments`. */
const parts = [["{test/!(realtime|wire),../packages/*/test}"], ["test/{realtime,wire}"]];

/** Files of pure rules know nothing of each other: each core takes the next one. */
const onAllCores = ["--parallel", "--jobs", String(Math.max(2, availableParallelism()))];

/** Runs the tests of pure rules that `args` name: files, folders, mocha's own options; without a name, all. */
export const runUnitTests = (args, env) => runMocha([...onAllCores, ...args], { env, names: unitTests });

/** Runs the tests that `args` name, without a name all. Returns how many passed and failed. */
export async function runEveryTest(args, env) {
  if (args.some(isPath))
    return runMocha(args, { env, names: [...unitTests, ...mostTests, ...waitingTests, ...largeTests] });
  const units = await runUnitTests(args, env);
  const beside = { ...env, TESTS_BESIDE_OTHERS: "1" };
  const waiting = runMocha(args, { env: beside, names: waitingTests, quiet: true });
  const ran = [units];
  for (const paths of parts) {
    ran.push(await runMocha([...args, ...paths], { env, names: mostTests }));
    if (paths === parts[0]) ran.push(await waiting);
    await forgetDocuments(env);
  }
  console.log((await waiting).output);
  ran.push(await runMocha(args, { env, names: largeTests }));
  const sum = (count) => ran.reduce((total, run) => total + count(run), 0);
  return { passed: sum(({ passed }) => passed), failed: sum(({ failed }) => failed) };
}

/** The Firestore emulator looks at all documents that it has at every query: those of other tests cost minutes. */
async function forgetDocuments({ FIRESTORE_EMULATOR_HOST: host, GCLOUD_PROJECT: project }) {
  const documents = `http://${host}/emulator/v1/projects/${project}/databases/(default)/documents`;
  await fetch(documents, { method: "DELETE" });
}

/** Each name is a pattern of files; they run in that order. */
async function runMocha(args, { env, names, quiet = false }) {
  const countsFile = join(scratchDir, `test-counts${quiet ? "-quiet" : ""}.json`);
  rmSync(countsFile, { force: true });
  const paths = args.filter(isPath);
  const options = args.filter((arg) => !isPath(arg));
  const tests = names.flatMap((name) =>
    (paths.length > 0 ? paths : everywhere).flatMap((path) => testsIn(path, name)),
  );
  const mocha = [
    "--conditions=firecast",
    "--import",
    "tsx",
    functionsTool("mocha/bin/mocha.js"),
    ...options,
    ...new Set(tests),
  ];
  const testEnv = { ...env, TEST_COUNTS: countsFile };
  const { code, output } = await run("node", mocha, { cwd: functionsDir, env: testEnv, quiet });
  const { passed, failed } = readCounts(countsFile);
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1), output };
}

const isPath = (arg) => /\/|\.ts$/.test(arg) && !arg.startsWith("-");

/** A path is given as seen from the repository or from functions/; what is not there, mocha complains about. */
function testsIn(path, name) {
  const found = [resolve(root, path), resolve(functionsDir, path)].find(existsSync) ?? path;
  return path.endsWith(".ts") ? found : join(found, "**", name);
}

/** Written by the reporter at the end of a run; a run that broke off has none. */
function readCounts(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { passed: 0, failed: 0 };
}
