import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../problem.mjs";
import { root, tool } from "../project.mjs";
import { run } from "../run.mjs";

const webDir = join(root, "web");
/** What the present build was made of. Hosting serves no dotfiles. */
const stamp = join(webDir, "dist", ".made-of");

/** Builds the web app into web/dist, where what it is made of has changed. */
export async function buildWeb(env) {
  const sources = digestOfSources();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return;
  const { code, output } = await run("node", [tool("vite/bin/vite.js"), "build"], {
    cwd: webDir,
    env,
    quiet: true,
  });
  if (code !== 0) throw new Problem(`The web app does not build:\n${output.trim()}`);
  writeFileSync(stamp, sources);
}

function digestOfSources() {
  const folders = ["web", ...packages()].flatMap(filesIn);
  const alone = ["package-lock.json", "scripts/demo/demo-users.mjs", "scripts/project.mjs", "firebase.json"];
  const hash = createHash("sha256");
  for (const [name, value] of Object.entries(process.env).sort())
    if (name === "APP_CHECK" || name.startsWith("VITE_")) hash.update(`${name}=${value}\n`);
  for (const path of [...folders, ...alone].sort()) {
    hash.update(`${path}\n`);
    hash.update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}

const packages = () => readdirSync(join(root, "packages")).map((name) => `packages/${name}/src`);

/** Of what is built, installed or tested nothing is a source. */
const others = new Set(["dist", "node_modules", "test"]);

function filesIn(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return others.has(entry.name) ? [] : filesIn(path);
    return [path];
  });
}
