import { join, delimiter } from "node:path";
import { installDependencies } from "./dependencies.mjs";
import { cloudCliEmulators } from "./google-cloud-cli.mjs";
import { findJava } from "./java.mjs";
import { findNode24 } from "./node24.mjs";
import { Problem } from "../problem.mjs";
import { functionsDir, sourcesEnv } from "../project.mjs";
import { run } from "../run.mjs";

/** Packages and Node 24: enough for checks, unit tests and deploys. Returns the environment for children. */
export async function setUpNode() {
  await installDependencies();
  return { ...process.env, ...sourcesEnv, PATH: prepend(findNode24()) };
}

/** All that the emulators need as well. Returns the environment for children. */
export async function setUpEmulators() {
  const env = await setUpNode();
  const javaHome = findJava();
  return {
    ...env,
    ...(await cloudCliEmulators(javaHome)),
    JAVA_HOME: javaHome,
    PATH: prepend(join(javaHome, "bin"), env.PATH),
  };
}

export async function buildFunctions(env) {
  const { code, output } = await run("node", ["build.mjs"], { cwd: functionsDir, env, quiet: true });
  if (code !== 0) throw new Problem(`The functions do not build:\n${output.trim()}`);
}

const prepend = (folder, path = process.env.PATH) => folder + delimiter + path;
