import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "./problem.mjs";
import { functionsDir, root } from "./project.mjs";

/**
 * `npm run location`: writes into firebase.json, which can hold no expression, what follows from
 * functions/src/app/location.json. Rewrites name no region: a deploy finds the function wherever it is, and the Hosting
 * emulator falls back to us-central1, where the demo stays.
 */
await main(() => {
  const { databaseLocation } = read(join(functionsDir, "src/app/location.json"));
  const file = join(root, "firebase.json");
  const config = read(file);
  if (config.firestore.location === databaseLocation) return console.log("firebase.json is as it should be");
  const text = readFileSync(file, "utf8");
  const changed = text.replace(
    `"location": "${config.firestore.location}"`,
    `"location": "${databaseLocation}"`,
  );
  writeFileSync(file, changed);
  console.log(`firebase.json: the database is in ${databaseLocation}`);
});

function read(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
