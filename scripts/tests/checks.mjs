import { join } from "node:path";
import { functionsTool, root, tool } from "../project.mjs";
import { run } from "../run.mjs";

const checks = [
  ["formatting", tool("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn", "."],
  ["lint", tool("eslint/bin/eslint.js"), "."],
  ["types", functionsTool("typescript/bin/tsc"), "-p", join("functions", "tsconfig.json")],
  [
    "types of what runs in browsers",
    functionsTool("typescript/bin/tsc"),
    "-p",
    join("packages", "tsconfig.json"),
  ],
  ["types of the web app", functionsTool("typescript/bin/tsc"), "-p", join("web", "tsconfig.json")],
  ["floors", tool("dependency-cruiser/bin/dependency-cruiser.mjs"), "functions/src", "packages/contract/src"],
];

/** Runs what needs no emulator: formatting, lint, types, and who may import whom. Returns how many failed. */
export async function runChecks(env) {
  const outcomes = await Promise.all(checks.map((check) => runCheck(check, env)));
  return outcomes.filter((passed) => !passed).length;
}

async function runCheck([name, ...args], env) {
  const { code, output } = await run("node", args, { cwd: root, env, quiet: true });
  console.log(`${code === 0 ? "passed" : "failed"}  ${name}`);
  if (code !== 0 || output.includes("warning")) console.log(output.trim());
  return code === 0;
}
