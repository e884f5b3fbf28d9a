import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startEmulators } from "./emulators/emulators.mjs";
import { main, Problem } from "./problem.mjs";
import { at, emulatorData, emulatorEnv, functionsDir, functionsTool, ports } from "./project.mjs";
import { run } from "./run.mjs";
import { setUpEmulators } from "./setup/setup.mjs";

/** Makes emulator-data/ anew from functions/scripts/seed.mjs. Without the functions, so no trigger answers the seed. */
await main(async () => {
  const env = await setUpEmulators();
  const suite = await startEmulators({ env, only: ["auth", "firestore"] });
  try {
    // It counts the issues by the code that does so in production.
    const loader = pathToFileURL(functionsTool("tsx/dist/loader.mjs")).href;
    const seed = join(functionsDir, "scripts", "seed.mjs");
    const { code } = await run("node", ["--import", loader, seed], { env: { ...env, ...emulatorEnv } });
    if (code !== 0) throw new Problem("The seed failed.");
    rmSync(emulatorData, { recursive: true, force: true });
    await exportTo(emulatorData);
    settleTimes(join(emulatorData, "auth_export", "accounts.json"));
  } finally {
    await suite.stop();
  }
});

async function exportTo(path) {
  const response = await fetch(`${at(ports.hub)}/_admin/export`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ path, initiatedBy: "seed" }),
  });
  if (!response.ok) throw new Problem(`The export failed: ${await response.text()}`);
}

/**
 * A seed made twice is the same twice. And a token is refused that is older than `validSince`: the time of the seed
 * would lock users out on a machine whose clock is behind.
 */
function settleTimes(file) {
  const accounts = JSON.parse(readFileSync(file, "utf8"));
  const settled = { lastLoginAt: "0", createdAt: "0", passwordUpdatedAt: 0, validSince: "0" };
  for (const user of accounts.users) {
    const salt = `salt-of-${user.localId}`;
    Object.assign(user, settled, { salt, passwordHash: user.passwordHash.replaceAll(user.salt, salt) });
  }
  writeFileSync(file, JSON.stringify(accounts, null, 2) + "\n");
}
