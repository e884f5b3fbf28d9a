import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Problem } from "../problem.mjs";
import { functionsDir, root } from "../project.mjs";
import { run } from "../run.mjs";

/** Installs what the two lockfiles name, where it is not there yet. */
export async function installDependencies() {
  for (const folder of [root, functionsDir]) if (!isInstalled(folder)) await install(folder);
}

async function install(folder) {
  console.log(`Installing the packages of ${relative(root, folder) || "the repository"}`);
  // Scripts are off: nothing here needs one, and compiling optional native parts takes minutes.
  const { code, output } = await run("npm", ["ci", "--ignore-scripts", "--loglevel=error"], {
    cwd: folder,
    quiet: true,
  });
  if (code !== 0) throw new Problem(`npm ci failed in ${folder}:\n${output.trim()}`);
}

/** npm leaves a lockfile of what it really installed; it is written last, so a broken install has none. */
function isInstalled(folder) {
  const installedLock = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(installedLock)) return false;
  const installed = packagesIn(installedLock);
  return Object.entries(packagesIn(join(folder, "package-lock.json"))).every(
    ([path, wanted]) =>
      path === "" || (installed[path] ? installed[path].version === wanted.version : wanted.optional),
  );
}

const packagesIn = (lockfile) => JSON.parse(readFileSync(lockfile, "utf8")).packages;
