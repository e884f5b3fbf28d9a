import { mkdirSync } from "node:fs";
import { enableCompileCache, flushCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * Fills V8's compile cache with all that a function's first call loads. Cloud Build runs it as `gcp-build`, with the Node and
 * at the path of the functions themselves: a cache of another version or place is not used. It must never fail a deploy.
 */
const at = (path) => fileURLToPath(new URL(path, import.meta.url));
process.env.GCLOUD_PROJECT ??= "warming"; // nothing is asked of it

mkdirSync(at("compile-cache"), { recursive: true });
enableCompileCache(at("compile-cache"));
try {
  await import(at("main.cjs"));
  await import(at("lib/served.js"));
  await import(at("lib/sockets.js"));
  flushCompileCache();
} catch (error) {
  console.warn("Cold starts compile everything:", error);
}
process.exit(0); // what was loaded would keep the process
