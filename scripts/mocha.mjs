import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { functionsDir, functionsTool, root, scratchDir } from "./project.mjs";
import { run } from "./run.mjs";

const countsFile = join(scratchDir, "test-counts.json");

/** Runs the tests that `args` name (files and mocha's options), else those of `pattern`. Returns what passed and failed. */
export async function runMocha(args, { env, pattern }) {
  rmSync(countsFile, { force: true });
  const chosen = args.map(asFile);
  const files = chosen.some((arg) => existsSync(arg)) ? [] : [pattern];
  const mocha = ["--import", "tsx", functionsTool("mocha/bin/mocha.js"), ...chosen, ...files];
  const { code } = await run("node", mocha, { cwd: functionsDir, env: { ...env, TEST_COUNTS: countsFile } });
  const { passed, failed } = existsSync(countsFile)
    ? JSON.parse(readFileSync(countsFile, "utf8"))
    : { passed: 0, failed: 0 };
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

/** A path may be given as seen from the repository or from functions/. */
function asFile(arg) {
  if (arg.startsWith("-")) return arg;
  return [resolve(root, arg), resolve(functionsDir, arg)].find(existsSync) ?? arg;
}
