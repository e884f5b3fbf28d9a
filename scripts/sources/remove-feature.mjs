import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { removeLinesThatName } from "./remove-lines.mjs";
import { filesIn, importsOf } from "./sources.mjs";

/** Tests and tools that speak of the repository as a whole, with all its features. */
const ofTheWhole = ["functions/test/readme/", "functions/test/docs/", "functions/test/rules/", "bench/"];

/**
 * Deletes a feature from the repository at `root`: its folders, the tests that use it or one of its routes, and in the
 * other sources the lines that name what they import from it. Returns what was touched, relative to `root`.
 */
export function removeFeature(root, folders) {
  const sources = folders.map((folder) => join(root, "functions/src/features", folder));
  const routes = sources.flatMap(routesOf);
  for (const folder of folders) {
    rmSync(join(root, "functions/src/features", folder), { recursive: true, force: true });
    rmSync(join(root, "functions/test/features", folder), { recursive: true, force: true });
  }
  removeExamples(root);
  for (const folder of ofTheWhole) rmSync(join(root, folder), { recursive: true, force: true });
  removeTests(root, routes);
  const changed = filesIn(join(root, "functions/src")).filter((file) => dropsLines(file));
  return [...sources, ...changed].map((path) => relative(root, path));
}

/** What a team added on top of the feature: an example of it is no use without. */
function removeExamples(root) {
  const app = join(root, "functions/src/app");
  for (const entry of readdirSync(app, { withFileTypes: true })) {
    const folder = join(app, entry.name);
    if (entry.isDirectory() && filesIn(folder).some(lacksAnImport))
      rmSync(folder, { recursive: true, force: true });
  }
}

const lacksAnImport = (file) =>
  importsOf(readFileSync(file, "utf8")).some(
    (specifier) => specifier.startsWith(".") && !isThere(file, specifier),
  );

function dropsLines(file) {
  const isGone = (specifier) => specifier.startsWith(".") && !isThere(file, specifier);
  const before = readFileSync(file, "utf8");
  const after = removeLinesThatName(before, isGone);
  if (after !== before) writeFileSync(file, after);
  return after !== before;
}

/** What uses something that is gone goes too, and so does what uses that. */
function removeTests(root, routes) {
  const folders = ["functions/test", "functions/scripts", "packages"].map((folder) => join(root, folder));
  const uses = routes.length > 0 ? new RegExp(`["'\`/}](?:${routes.join("|")})\\b`) : /$^/;
  let before;
  let files = folders.flatMap(filesIn);
  do {
    before = files.length;
    files = files.filter((file) => {
      const text = readFileSync(file, "utf8");
      const isTest = /\.test\.ts$/.test(file);
      const stays =
        importsOf(text).every((specifier) => !specifier.startsWith(".") || isThere(file, specifier)) &&
        !(isTest && uses.test(text));
      if (!stays) rmSync(file);
      return stays;
    });
  } while (files.length < before);
}

const isThere = (file, specifier) => {
  const path = resolve(file, "..", specifier);
  return [path, path.replace(/\.js$/, ".ts")].some(existsSync);
};

/** The first word of each route that is its own: `/chat`, `/events`. */
function routesOf(folder) {
  const texts = filesIn(folder).map((file) => readFileSync(file, "utf8"));
  const paths = texts.flatMap((text) => [...text.matchAll(/path: "(\/[^"]*)"/g)].map(([, path]) => path));
  const words = paths.map((path) => path.split("/").find(isOwn));
  return [...new Set(words.filter(Boolean).map((word) => `/${word}`))];
}

const isOwn = (part) => part !== "" && !part.startsWith(":") && !["spaces", "profile"].includes(part);
