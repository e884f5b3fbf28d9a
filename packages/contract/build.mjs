import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** An ES module for each source, so that who imports one has no other, and the types beside it. */
const at = (path) => fileURLToPath(new URL(path, import.meta.url));

rmSync(at("dist"), { recursive: true, force: true });
await build({
  absWorkingDir: at("."),
  entryPoints: readdirSync(at("src"), { recursive: true })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `src/${path}`),
  outbase: "src",
  outdir: "dist",
  format: "esm",
  platform: "neutral",
  target: "es2022",
  sourcemap: true,
  logLevel: "warning",
});

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", at("tsconfig.json")], { stdio: "inherit" });
