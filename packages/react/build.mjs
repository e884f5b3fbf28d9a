import { buildPackage } from "../buildPackage.mjs";

/** ES modules that import React, React Query and `@firecast/client` alone. */
await buildPackage(import.meta.url, {
  entryPoints: ["src/index.ts", "src/query/index.ts"],
  bundle: true,
  splitting: true,
  packages: "external",
  // Frameworks that render on a server leave these modules to the browser. A line of the types it must not be.
  banner: { js: '"use client";' },
});
