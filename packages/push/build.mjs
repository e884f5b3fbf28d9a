import { buildPackage } from "../buildPackage.mjs";

/** A module for pages and one for service workers, which import nothing. */
await buildPackage(import.meta.url, {
  entryPoints: ["src/index.ts", "src/worker.ts"],
  bundle: true,
  splitting: true,
});
