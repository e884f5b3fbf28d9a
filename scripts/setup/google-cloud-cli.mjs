import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Problem } from "../problem.mjs";
import { scratchDir } from "../project.mjs";
import { run } from "../run.mjs";

/**
 * Environment that makes firebase-tools use the emulators of an installed Google Cloud CLI. What is not there,
 * firebase-tools downloads.
 */
export async function cloudCliEmulators(javaHome) {
  const platform = platformFolder();
  if (!platform) return {};
  mkdirSync(scratchDir, { recursive: true });
  return { ...(await firestore(platform, javaHome)), ...pubsub(platform) };
}

function platformFolder() {
  const gcloud = process.env.PATH.split(delimiter)
    .map((folder) => join(folder, "gcloud"))
    .find(existsSync);
  return gcloud && join(dirname(dirname(realpathSync(gcloud))), "platform");
}

/** This jar names no main class, and firebase-tools starts it with `java -jar`: a jar around it names one. */
async function firestore(platform, javaHome) {
  const original = join(platform, "cloud-firestore-emulator", "cloud-firestore-emulator.jar");
  const jarTool = join(javaHome, "bin", "jar");
  if (!existsSync(original) || !existsSync(jarTool)) return {};
  const manifest = join(scratchDir, "firestore.manifest");
  const wrapper = join(scratchDir, "firestore.jar");
  writeFileSync(
    manifest,
    manifestOf({
      "Main-Class": "com.google.cloud.datastore.emulator.firestore.CloudFirestore",
      "Class-Path": pathToFileURL(original).href,
    }),
  );
  const { code, output } = await run(jarTool, ["cfm", wrapper, manifest], { quiet: true });
  if (code !== 0)
    throw new Problem(`The Firestore emulator of the Google Cloud CLI cannot be wrapped:\n${output}`);
  return { FIRESTORE_EMULATOR_BINARY_PATH: wrapper };
}

/** The launcher that comes with it leaves an orphan when it is stopped: `exec` does not. */
function pubsub(platform) {
  const folder = join(platform, "pubsub-emulator", "lib");
  const jar =
    existsSync(folder) &&
    readdirSync(folder).find((name) => /^cloud-pubsub-emulator-.*-all\.jar$/.test(name));
  if (!jar) return {};
  const launcher = join(scratchDir, "pubsub");
  writeFileSync(launcher, `#!/bin/sh\nexec java -jar "${join(folder, jar)}" "$@"\n`, { mode: 0o755 });
  return { PUBSUB_EMULATOR_BINARY_PATH: launcher };
}

/** A line of a manifest holds 72 bytes; a space continues it on the next. */
const manifestOf = (entries) =>
  Object.entries(entries)
    .map(([name, value]) => `${name}: ${value}`.replace(/(.{70})(?=.)/g, "$1\n ") + "\n")
    .join("");
