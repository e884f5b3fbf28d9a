import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { functionsDir, root } from "../project.mjs";

/** By the ending of its name. `unit`: pure rules, no emulator, no build. */
const kinds = {
  /** In a real browser, which takes a core: `npm run test:browser` runs them, a whole run does not. */
  browser: /[\\/]browser[\\/][^\\/]*\.test\.ts$/,
  unit: /\.unit\.test\.ts$/,
  /** These wait for intervals of production most of their time, and do so while the others run. */
  waiting: /\.waiting\.test\.ts$/,
  /** They make thousands of documents, or kill processes. */
  large: /\.large\.test\.ts$/,
  /** Only the soak test runs these, by their names. */
  soak: /\.soak\.test\.ts$/,
};

/**
 * Suites of what is deployed: functions hear what they write. All others have a project of their own on the same emulators,
 * in which nothing happens but what they do.
 */
const isDeployed = (path) => !/\.quiet\.(waiting\.)?test\.ts$/.test(path) && deployed.test(path);
const deployed =
  /^functions\/test\/((app|scripts|wire)\/|faults\/[^/]+$)|\.(waiting|deployed(\.large)?)\.test\.ts$/;

const everywhere = [
  join(functionsDir, "test"),
  ...readdirSync(join(root, "packages")).map((name) => join(root, "packages", name, "test")),
  join(root, "web", "test"),
];

/** Test files in `paths`, without any all, as `{ path, kind, isDeployed }`. Mocha complains about what is not there. */
export function testFiles(paths = []) {
  const found = (paths.length > 0 ? paths.map(whereItIs) : everywhere.filter(existsSync)).flatMap(filesIn);
  return [...new Set(found)].sort().map((path) => ({
    path,
    kind: Object.keys(kinds).find((kind) => kinds[kind].test(path)) ?? "usual",
    isDeployed: isDeployed(relative(root, path).replaceAll("\\", "/")),
  }));
}

/** A path is given as seen from the repository or from functions/. */
const whereItIs = (path) =>
  [resolve(root, path), resolve(functionsDir, path)].find(existsSync) ?? resolve(root, path);

function filesIn(path) {
  if (path.endsWith(".ts")) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
