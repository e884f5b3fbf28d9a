import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { Problem } from "../problem.mjs";

const oldest = 21;

/** The home of a Java that the emulators run on. */
export function findJava() {
  for (const home of candidates()) if (versionOf(home) >= oldest) return home;
  throw new Problem(
    `Missing: Java ${oldest} or newer, which the emulators need. Install one (adoptium.net) or set JAVA_HOME to it.`,
  );
}

function* candidates() {
  if (process.env.JAVA_HOME) yield process.env.JAVA_HOME;
  for (const folder of process.env.PATH.split(delimiter)) {
    const java = join(folder, "java");
    if (existsSync(java)) yield dirname(dirname(realpathSync(java)));
  }
  yield* within("/usr/lib/jvm");
  yield* within("/Library/Java/JavaVirtualMachines", "Contents/Home");
  yield* within("/opt/homebrew/opt", "libexec/openjdk.jdk/Contents/Home");
  yield* within(join(homedir(), ".sdkman/candidates/java"));
}

function within(folder, inner = "") {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, inner)) : [];
}

/** Read from the file that every JDK carries: starting each Java to ask would take seconds. */
function versionOf(home) {
  const release = join(home, "release");
  if (!existsSync(release) || !existsSync(join(home, "bin", "java"))) return 0;
  return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(release, "utf8"))?.[1] ?? 0);
}
