import { spawn } from "node:child_process";
import { interrupt } from "./interrupt.mjs";
import { root } from "./project.mjs";

/** Runs a command to its end. With `quiet` its output is returned, not shown. */
export function run(command, args, { cwd = root, env = process.env, quiet = false } = {}) {
  const stdio = quiet ? ["ignore", "pipe", "pipe"] : "inherit";
  const child = spawn(command, args, { cwd, env, stdio, signal: interrupt });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 1, output: output + error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
