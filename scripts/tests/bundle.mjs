import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { functionsDir, root, scratchDir } from "../project.mjs";

const ownSources = join(functionsDir, "src");

/** A thread of its own, which the deployed bundle has beside its folder of chunks, too. */
const thread = { in: join(ownSources, "features", "calendar", "ics", "worker.ts"), out: "icsWorker" };

/**
 * Bundles tests as JavaScript, what several of them use once: every process that runs some of them would translate and look
 * up hundreds of sources by itself otherwise. npm packages stay where they are. Returns the bundled files in the order of
 * `files`; they go with this process.
 */
export async function bundleTests(files) {
  const { build } = createRequire(join(functionsDir, "package.json"))("esbuild");
  mkdirSync(scratchDir, { recursive: true });
  const outdir = mkdtempSync(join(scratchDir, "unit-tests-"));
  process.once("exit", () => rmSync(outdir, { recursive: true, force: true }));
  const outOf = (file) => relative(root, file).replace(/\.ts$/, "");
  await build({
    absWorkingDir: root,
    entryPoints: [
      ...files.map((file) => ({ in: file, out: outOf(file) })),
      ...[thread].filter(({ in: source }) => existsSync(source)),
    ],
    outdir,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    conditions: ["firecast"],
    sourcemap: "linked",
    sourcesContent: false,
    plugins: [packagesStay, urlsStay(outdir)],
    logLevel: "warning",
  });
  return files.map((file) => join(outdir, `${outOf(file)}.js`));
}

/** An npm package is loaded from where its importer finds it. */
const packagesStay = {
  name: "packages stay",
  setup({ onResolve, resolve }) {
    const known = new Map();
    const find = async (path, how) => {
      const found = await resolve(path, { ...how, pluginData: "found" });
      const isPackage = found.errors.length === 0 && found.path.includes(`${sep}node_modules${sep}`);
      return isPackage ? { path: pathToFileURL(found.path).href, external: true } : found;
    };
    onResolve({ filter: /^[@\w]/ }, ({ path, pluginData, ...how }) => {
      if (pluginData === "found" || how.kind === "entry-point" || path.startsWith("node:")) return undefined;
      const { importer, kind, resolveDir } = how;
      const key = [resolveDir, kind, path].join("\0");
      if (!known.has(key)) known.set(key, find(path, { importer, kind, resolveDir }));
      return known.get(key);
    });
  },
};

/** Tests and scripts find files beside their sources; what is deployed finds them beside the folder of chunks. */
const urlsStay = (outdir) => ({
  name: "URLs stay",
  setup({ onLoad }) {
    onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) => {
      const text = path.includes(`${sep}node_modules${sep}`) ? "" : await readFile(path, "utf8");
      if (!text.includes("import.meta.url")) return undefined;
      const file = path.startsWith(ownSources + sep) ? join(outdir, "chunks", "any.js") : path;
      const url = JSON.stringify(pathToFileURL(file).href);
      return { contents: text.replaceAll("import.meta.url", url), loader: path.endsWith("ts") ? "ts" : "js" };
    });
  },
});
