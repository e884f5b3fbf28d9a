import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** One ES module for browsers, workers and Node, which imports nothing, and the types beside it. */
const at = (path) => fileURLToPath(new URL(path, import.meta.url));

rmSync(at("dist"), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: at("."),
  // The core, and the store that brings `idb` along, are files of their own: bundlers leave whole files out of an app, not parts.
  entryPoints: ["src/index.ts", "src/testing.ts", "src/createRealtime.ts", "src/outbox/indexedDbStore.ts"],
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["firecast"], // the contract as it is here, built or not
  target: "es2022",
  sourcemap: true,
  metafile: true,
  logLevel: "warning",
});
const zod = Object.keys(metafile.inputs).filter((path) => path.includes("node_modules/zod/"));
if (zod.length > 0)
  throw new Error(`The bundle holds zod: import types of the contract alone.\n${zod.join("\n")}`);

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", at("tsconfig.json")], { stdio: "inherit" });
