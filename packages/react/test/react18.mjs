import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Runs the tests of hooks on React 18, which is installed in a folder of its own: two versions do not fit into one tree. */
const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "react-18-"));
const suites = ["hooks", "optimistic", "trouble", "suspense", "components"];
try {
  const packages = ["react@18", "react-dom@18"];
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, ...packages], {
    stdio: "inherit",
  });
  execFileSync(
    "npm",
    ["run", "test:unit", "--", ...suites.map((name) => `packages/react/test/${name}.unit.test.ts`)],
    {
      cwd: root,
      stdio: "inherit",
      env: {
        ...process.env,
        REACT: folder,
        NODE_OPTIONS: `--import ${new URL("./support/anotherReact.mjs", import.meta.url).href}`,
      },
    },
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
