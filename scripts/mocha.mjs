import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { functionsDir, functionsTool, root, scratchDir } from "./project.mjs";
import { run } from "./run.mjs";

const countsFile = join(scratchDir, "test-counts.json");

/**
 * Runs the tests that `args` name (files, folders, mocha's own options), without a name those of `pattern`. Returns how
 * many passed and failed.
 */
export async function runMocha(args, { env, pattern }) {
  rmSync(countsFile, { force: true });
  const named = args.filter(isPath).map((path) => testsIn(path, pattern));
  const options = args.filter((arg) => !isPath(arg));
  const tests = named.length > 0 ? named : [pattern, join("..", "packages", "*", pattern)];
  const mocha = ["--import", "tsx", functionsTool("mocha/bin/mocha.js"), ...options, ...tests];
  const { code } = await run("node", mocha, { cwd: functionsDir, env: { ...env, TEST_COUNTS: countsFile } });
  const { passed, failed } = readCounts();
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

const isPath = (arg) => /\/|\.ts$/.test(arg) && !arg.startsWith("-");

/** A path is given as seen from the repository or from functions/; what is not there, mocha complains about. */
function testsIn(path, pattern) {
  const found = [resolve(root, path), resolve(functionsDir, path)].find(existsSync) ?? path;
  return path.endsWith(".ts") ? found : join(found, "**", basename(pattern));
}

/** Written by the reporter at the end of a run; a run that broke off has none. */
function readCounts() {
  return existsSync(countsFile) ? JSON.parse(readFileSync(countsFile, "utf8")) : { passed: 0, failed: 0 };
}
