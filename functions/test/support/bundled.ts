import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { z } from "zod";

const functionsDir = fileURLToPath(new URL("../..", import.meta.url));
const outDir = join(functionsDir, `node_modules/.cache/firecast-tests/${process.pid}`);
const made = new Map<string, Promise<string>>();

/**
 * A test's program as one file, packages apart: a process of it starts in a quarter of the time that it needs to translate
 * each source by itself, and tests that kill processes start dozens. Returns the file, which goes with this process.
 */
export function bundled(program: URL): Promise<string> {
  const entry = fileURLToPath(program);
  const bundle = made.get(entry) ?? make(entry);
  made.set(entry, bundle);
  return bundle;
}

async function make(entry: string): Promise<string> {
  mkdirSync(outDir, { recursive: true });
  process.once("exit", () => rmSync(outDir, { recursive: true, force: true }));
  const outfile = join(outDir, basename(entry).replace(/\.ts$/, ".mjs"));
  await build({
    absWorkingDir: functionsDir,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    conditions: ["firecast"],
    external: packages(),
    banner: { js: requireForCommonJs },
    sourcemap: "inline",
    logLevel: "warning",
  });
  return outfile;
}

/** What is not ES asks for Node's own modules by `require`. */
const requireForCommonJs =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

function packages(): string[] {
  const text = readFileSync(join(functionsDir, "package.json"), "utf8");
  const { dependencies, devDependencies } = Manifest.parse(JSON.parse(text));
  return Object.keys({ ...dependencies, ...devDependencies });
}
