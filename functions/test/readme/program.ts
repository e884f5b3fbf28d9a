import { spawn } from "node:child_process";
import { join } from "node:path";
import { eventually } from "../support/eventually.js";
import { root } from "./pages.js";
import { tokenOf } from "./terminal.js";

/** What a program prints that runs the lines, alice's token in its environment, until it is closed. */
export async function program(lines: string) {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", lines], {
    cwd: join(root, "functions"),
    env: { ...process.env, TOKEN: await tokenOf("alice") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let shown = "";
  child.stdout.on("data", (bytes: Buffer) => (shown += bytes.toString("utf8")));
  return {
    shown: () => shown,
    until: (text: string) =>
      eventually(
        () => shown,
        (all) => all.includes(text),
      ),
    close: () => void child.kill("SIGKILL"),
  };
}
