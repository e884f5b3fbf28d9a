import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main, Problem } from "./problem.mjs";
import { functionsDir, root, tool } from "./project.mjs";
import { removeFeature } from "./sources/remove-feature.mjs";
import { run } from "./run.mjs";
import { setUpNode } from "./setup/setup.mjs";

/** Features that are one to a team, by the name of the first: its folders under functions/src/features. */
const folders = { notifications: ["notifications", "inbox", "devices", "preferences", "push"] };

/** Accounts, sessions and spaces are what all others rest on. */
const base = ["accounts", "sessions", "spaces"];

/**
 * `npm run without <feature>`: copies the repository, deletes the feature's folders and the lines that name it, and checks
 * what is left: all that `npm test` checks, and the tests that need no emulator. Shows that a feature
 * can be removed alone, and what that takes. `--keep` leaves the copy where it is.
 */
await main(async () => {
  const args = process.argv.slice(2);
  const [name] = args.filter((arg) => !arg.startsWith("--"));
  const known = featureNames();
  if (!known.includes(name)) throw new Problem(`Without what? One of ${known.join(", ")}.`);
  const env = await setUpNode();
  const copy = copyOfRepository();
  try {
    const removed = removeFeature(copy, folders[name] ?? [name]);
    console.log(`Without ${name}: ${removed.join(", ")}`);
    await run(
      "node",
      [tool("prettier/bin/prettier.cjs"), "--write", "--log-level", "warn", "functions/src"],
      {
        cwd: copy,
        env,
      },
    );
    return await check(copy, env);
  } finally {
    if (args.includes("--keep")) console.log(`The copy is ${copy}`);
    else rmSync(copy, { recursive: true, force: true });
  }
});

function featureNames() {
  const entries = readdirSync(join(functionsDir, "src", "features"), { withFileTypes: true });
  const grouped = Object.values(folders).flatMap(([, ...others]) => others);
  return entries
    .filter((entry) => entry.isDirectory() && ![...base, ...grouped].includes(entry.name))
    .map(({ name }) => name);
}

/** With links to the installed packages; those of the repository itself are the copy's own. */
function copyOfRepository() {
  const copy = mkdtempSync(join(tmpdir(), "firecast-without-"));
  const skipped = new Set(["node_modules", ".git", ".emulators", "lib"]);
  for (const entry of readdirSync(root)) {
    if (skipped.has(entry)) continue;
    cpSync(join(root, entry), join(copy, entry), {
      recursive: true,
      filter: (path) => !skipped.has(path.split("/").at(-1)),
    });
  }
  mkdirSync(join(copy, "node_modules", "@firecast"), { recursive: true });
  for (const entry of readdirSync(join(root, "node_modules"))) {
    if (entry !== "@firecast")
      symlinkSync(join(root, "node_modules", entry), join(copy, "node_modules", entry));
  }
  for (const entry of readdirSync(join(root, "packages"))) {
    symlinkSync(join(copy, "packages", entry), join(copy, "node_modules", "@firecast", entry));
  }
  symlinkSync(join(functionsDir, "node_modules"), join(copy, "functions", "node_modules"));
  return copy;
}

async function check(copy, env) {
  const steps = {
    "types, lint and floors": [join("scripts", "lint.mjs")],
    bundle: [join("functions", "build.mjs")],
    "tests without emulators": [join("scripts", "test.mjs"), "--unit"],
  };
  for (const [what, args] of Object.entries(steps)) {
    const { code, output } = await run("node", args, { cwd: copy, env, quiet: true });
    console.log(`${code === 0 ? "passed" : "failed"}  ${what}`);
    if (code !== 0) {
      console.log(output.trim());
      return 1;
    }
  }
  return 0;
}
