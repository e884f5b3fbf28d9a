import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { functionsDir } from "../project.mjs";

/** The compiler that the functions are checked with. */
export const typescript = () => createRequire(join(functionsDir, "package.json"))("typescript");

/** Sources under a folder. */
export function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes("/node_modules/"));
}

/** What a source imports or exports from, as it is written there. */
export const importsOf = (text) =>
  typescript()
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName);
