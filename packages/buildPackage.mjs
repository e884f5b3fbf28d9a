import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Builds the package whose `build.mjs` has this URL: ES modules for browsers, workers and Node in `dist`, and the types beside them.
 * Returns what esbuild says of them.
 */
export async function buildPackage(url, options) {
  const at = (path) => fileURLToPath(new URL(path, url));
  rmSync(at("dist"), { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: at("."),
    outdir: "dist",
    format: "esm",
    platform: "neutral",
    target: "es2022",
    sourcemap: true,
    metafile: true,
    logLevel: "warning",
    ...options,
  });
  const tsc = createRequire(url).resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", at("tsconfig.json")], { stdio: "inherit" });
  return metafile;
}
