import { existsSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Bundles what Cloud Functions runs into `lib/`: own code and the contract inlined, since packages that are linked do not
 * deploy (https://github.com/firebase/firebase-tools/issues/653); npm packages stay outside and are installed there. What is
 * imported lazily is a chunk of its own.
 */
const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const { dependencies } = JSON.parse(readFileSync(at("package.json"), "utf8"));

/** The contract's only package: as 95 files of its own it is an eighth of a cold start. */
const inlinedToo = "zod";

/** zod brings its messages in 50 languages along; problems are in English, which its core names by itself. */
const withoutLocales = {
  name: "without locales",
  setup: ({ onLoad }) => onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({ contents: "" })),
};

/** Threads of their own, each as long as its feature is there. */
const threads = [{ in: "src/features/calendar/ics/worker.ts", out: "icsWorker" }];

rmSync(at("lib"), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: at("."),
  entryPoints: [
    ...["index", "instance", "served", "sockets", "local"].map((out) => ({ in: `src/${out}.ts`, out })),
    ...threads.filter(({ in: source }) => existsSync(at(source))),
  ],
  outdir: "lib",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  conditions: ["firecast"], // the contract as it is here, built or not
  external: Object.keys(dependencies).filter((name) => name !== inlinedToo),
  alias: { [inlinedToo]: at(`node_modules/${inlinedToo}/index.js`) }, // the contract's is the same one
  sourcemap: true,
  sourcesContent: false,
  minifyWhitespace: true, // less to read at a cold start
  lineLimit: 200, // and an error shows its line, not the file
  plugins: [withoutLocales],
  metafile: true,
  logLevel: "warning",
});

const inlined = Object.keys(metafile.inputs).filter(
  (path) => path.includes("node_modules/") && !path.includes(`node_modules/${inlinedToo}/`),
);
if (inlined.length > 0) {
  throw new Error(`Not in functions/package.json, so missing when deployed:\n${inlined.join("\n")}`);
}
