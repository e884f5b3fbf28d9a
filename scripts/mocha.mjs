import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { functionsDir, functionsTool, root, scratchDir } from "./project.mjs";
import { run } from "./run.mjs";

const countsFile = join(scratchDir, "test-counts.json");

/** Tests of pure rules: no emulator, no build. */
export const unitTests = ["*.unit.test.ts"];

/** The large ones last: they leave thousands of documents, and the emulator looks at all it has at every query. */
export const everyTest = ["!(*.large).test.ts", "*.large.test.ts"];

const everywhere = "{test,../packages/*/test}";

/**
 * Runs the tests that `args` name (files, folders, mocha's own options), without a name all whose files are called as
 * `names` say, in that order. Returns how many passed and failed.
 */
export async function runMocha(args, { env, names }) {
  rmSync(countsFile, { force: true });
  const paths = args.filter(isPath);
  const options = args.filter((arg) => !isPath(arg));
  const tests = names.flatMap((name) =>
    (paths.length > 0 ? paths : [everywhere]).flatMap((path) => testsIn(path, name)),
  );
  const mocha = ["--import", "tsx", functionsTool("mocha/bin/mocha.js"), ...options, ...new Set(tests)];
  const { code } = await run("node", mocha, { cwd: functionsDir, env: { ...env, TEST_COUNTS: countsFile } });
  const { passed, failed } = readCounts();
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

const isPath = (arg) => /\/|\.ts$/.test(arg) && !arg.startsWith("-");

/** A path is given as seen from the repository or from functions/; what is not there, mocha complains about. */
function testsIn(path, name) {
  const found = [resolve(root, path), resolve(functionsDir, path)].find(existsSync) ?? path;
  return path.endsWith(".ts") ? found : join(found, "**", name);
}

/** Written by the reporter at the end of a run; a run that broke off has none. */
function readCounts() {
  return existsSync(countsFile) ? JSON.parse(readFileSync(countsFile, "utf8")) : { passed: 0, failed: 0 };
}
