import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "./problem.mjs";
import { root, scratchDir } from "./project.mjs";
import { run } from "./run.mjs";
import { setUpNode } from "./setup/setup.mjs";

/** What other teams install. */
const packages = ["contract", "client", "react", "push"];
const tools = { publint: "publint@0.3.25", attw: "@arethetypeswrong/cli@0.18.5" };
/** Beside the packages in an app that has nothing else. */
const app = ["vite@8.3.8", "typescript@5.4.5", "newest@npm:typescript@6.0.3", "@tanstack/react-query@5"];
const react = (major) =>
  ["react", "react-dom", "@types/react", "@types/react-dom"].map((name) => `${name}@${major}`);
const modules = [
  "client",
  "client/testing",
  "react",
  "react/query",
  "push",
  "push/worker",
  "contract/core/events",
];

/**
 * `npm run packed`: builds each package, packs it, and installs it in an empty Vite app, where the examples compile by TypeScript 5.4 and 6
 * with the types of React 18 and 19 and build, and Node imports every module. `publint` and `attw` look at the packages.
 */
await main(async () => {
  const env = await setUpNode();
  delete env.NODE_OPTIONS; // as a stranger's: the sources are not to be found
  const folder = join(scratchDir, "packed");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "src"), { recursive: true });
  const failures = [];
  const step = async (name, command, args, cwd = folder) => {
    const { code, output } = await run(command, args, { cwd, env, quiet: true });
    console.log(`${code === 0 ? "passed" : "failed"}  ${name}`);
    if (code === 0) return;
    failures.push(name);
    console.log(output.trim());
  };

  for (const name of packages) {
    const own = join(root, "packages", name);
    await step(`build ${name}`, "npm", ["run", "build"], own);
    await step(`pack ${name}`, "npm", ["pack", "--pack-destination", folder], own);
    const tarball = `firecast-${name}-0.0.0.tgz`;
    await step(`publint ${name}`, "npx", ["-y", tools.publint, "run", "--strict", tarball]);
    await step(`attw ${name}`, "npx", ["-y", tools.attw, tarball, "--profile", "esm-only"]);
  }
  cpSync(join(root, "examples"), join(folder, "src"), { recursive: true });
  writeFiles(folder);
  const install = ["install", "--ignore-scripts", "--no-audit", "--no-fund"];
  const tarballs = packages.map((name) => `./firecast-${name}-0.0.0.tgz`);
  for (const major of [18, 19]) {
    await step(`install with React ${major}`, "npm", [...install, ...tarballs, ...app, ...react(major)]);
    for (const compiler of ["typescript", "newest"])
      await step(`types by ${compiler}, React ${major}`, "node", [
        `node_modules/${compiler}/bin/tsc`,
        "-p",
        ".",
      ]);
  }
  await step("build by Vite", "npx", ["vite", "build"]);
  const imports = modules.map((name) => `await import("@firecast/${name}");`).join("");
  await step("imports in Node", "node", ["--input-type=module", "-e", imports]);
  return failures.length === 0 ? 0 : 1;
});

function writeFiles(folder) {
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false, types: [] },
    ...{ target: "ES2022", module: "ESNext", moduleResolution: "Bundler", jsx: "react-jsx" },
    lib: ["ES2023", "DOM", "DOM.Iterable"],
  };
  const files = {
    "package.json": JSON.stringify({ private: true, type: "module" }),
    "tsconfig.json": JSON.stringify({ compilerOptions, include: ["src"] }),
    "index.html": '<!doctype html><script type="module" src="/src/hooks.tsx"></script>',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
