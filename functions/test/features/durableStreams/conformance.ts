import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { identityProxy } from "../../../../scripts/durableStreams/identity-proxy.mjs";
import { startServer } from "../../support/serverProcess.js";
import { aUser } from "../../support/users.js";

/**
 * Runs the published conformance suite of Durable Streams against two instances in production's runtime, behind a proxy that asks them in
 * turn and adds an identity. What is given on the command line goes to the suite's test runner, such as `-t` and a name.
 */
const suite = createRequire(import.meta.url).resolve(
  "@durable-streams/server-conformance-tests/package.json",
);
const vitest = createRequire(suite).resolve("vitest/package.json");

const servers = await Promise.all([startServer(), startServer()]);
const { idToken } = await aUser();
const proxy = await identityProxy({ servers, prefix: "/api/ds", token: () => idToken });

// Where the suite lies its runner looks for no tests.
const root = await mkdtemp(join(tmpdir(), "durable-streams-"));
const runs = `import { runConformanceTests } from ${JSON.stringify(pathToFileURL(join(dirname(suite), "dist/index.js")).href)};
runConformanceTests({ baseUrl: ${JSON.stringify(proxy.url)} });`;
await writeFile(join(root, "conformance.test.mjs"), runs);
const args = ["run", "--root", root, "--no-coverage", ...process.argv.slice(2)];
const child = spawn(process.execPath, [join(dirname(vitest), "vitest.mjs"), ...args], { stdio: "inherit" });
process.once("SIGTERM", () => child.kill());
const code = await new Promise<number>((resolve) => child.once("exit", (status) => resolve(status ?? 1)));
await proxy.close();
await Promise.all(servers.map((server) => server.stop()));
await rm(root, { recursive: true, force: true });
process.exitCode = code;
