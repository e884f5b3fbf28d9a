import { existsSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { functionsDir, functionsTool, root, scratchDir } from "./project.mjs";
import { run } from "./run.mjs";

/** Tests of pure rules: no emulator, no build. */
const unitTests = ["*.unit.test.ts"];

/** The large ones last: they leave thousands of documents, and the emulator looks at all it has at every query. */
const mostTests = ["!(*.large|*.waiting).test.ts", "*.large.test.ts"];
/** These wait for intervals of production most of their time, and do so while the others run. */
const waitingTests = ["*.waiting.test.ts"];

const everywhere = "{test,../packages/*/test}";

/** Files of pure rules know nothing of each other: each core takes the next one. */
const onAllCores = ["--parallel", "--jobs", String(Math.max(2, availableParallelism()))];

/** Runs the tests of pure rules that `args` name: files, folders, mocha's own options; without a name, all. */
export const runUnitTests = (args, env) => runMocha([...onAllCores, ...args], { env, names: unitTests });

/** Runs the tests that `args` name, without a name all. Returns how many passed and failed. */
export async function runEveryTest(args, env) {
  if (args.some(isPath)) return runMocha(args, { env, names: [...mostTests, ...waitingTests] });
  const [most, waiting] = await Promise.all([
    runMocha(args, { env, names: mostTests }),
    runMocha(args, { env: { ...env, TESTS_BESIDE_OTHERS: "1" }, names: waitingTests, quiet: true }),
  ]);
  console.log(waiting.output);
  return { passed: most.passed + waiting.passed, failed: most.failed + waiting.failed };
}

/** Each name is a pattern of files; they run in that order. */
async function runMocha(args, { env, names, quiet = false }) {
  const countsFile = join(scratchDir, `test-counts${quiet ? "-quiet" : ""}.json`);
  rmSync(countsFile, { force: true });
  const paths = args.filter(isPath);
  const options = args.filter((arg) => !isPath(arg));
  const tests = names.flatMap((name) =>
    (paths.length > 0 ? paths : [everywhere]).flatMap((path) => testsIn(path, name)),
  );
  const mocha = ["--import", "tsx", functionsTool("mocha/bin/mocha.js"), ...options, ...new Set(tests)];
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
