import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { root } from "../project.mjs";

export const readLog = (log) => (existsSync(log) ? readFileSync(log, "utf8") : "");

/** The last lines of a log, with its name, for the reader of a failure. */
export function endOf(log, count = 25) {
  const lines = readLog(log).trimEnd().split("\n").slice(-count);
  return [`The end of ${relative(root, log)}:`, ...lines.map((line) => `  ${line}`)].join("\n");
}
