import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildPackage } from "../buildPackage.mjs";

/** An ES module for each source, so that who imports one has no other. */
await buildPackage(import.meta.url, {
  entryPoints: readdirSync(fileURLToPath(new URL("src", import.meta.url)), { recursive: true })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `src/${path}`),
  outbase: "src",
});
