import { buildPackage } from "../buildPackage.mjs";

/** One ES module, which imports nothing. */
const { inputs } = await buildPackage(import.meta.url, {
  // The core is a file of its own: bundlers leave whole files out of an app, not parts.
  entryPoints: ["src/index.ts", "src/testing.ts", "src/createRealtime.ts"],
  bundle: true,
  splitting: true,
  mainFields: ["module", "main"],
  conditions: ["firecast"], // the contract as it is here, built or not
});
const zod = Object.keys(inputs).filter((path) => path.includes("node_modules/zod/"));
if (zod.length > 0)
  throw new Error(`The bundle holds zod: import types of the contract alone.\n${zod.join("\n")}`);
