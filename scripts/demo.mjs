import { spawn } from "node:child_process";
import { join } from "node:path";
import { main, Problem } from "./problem.mjs";
import { at, root, streamsPort } from "./project.mjs";
import { run } from "./run.mjs";

const isRunning = () =>
  fetch(`${at(streamsPort)}/realtime/health`).then(
    ({ ok }) => ok,
    () => false,
  );

/** A group of its own: Ctrl-C ends the demo first, which then ends the system. */
async function startSystem() {
  console.log("Nothing is running yet: starting it (npm start)");
  const child = spawn(process.execPath, [join(root, "scripts", "start.mjs")], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const ready = new Promise((resolve) => {
    child.stdout.on("data", (text) => String(text).includes("Firecast is ready") && resolve(true));
  });
  if (!(await Promise.race([ready, exited.then(() => false)]))) throw new Problem("It did not start.");
  return {
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** Runs the demo against the system that `npm start` runs; starts that, and stops it again, if it is not there. */
await main(async () => {
  const system = (await isRunning()) ? undefined : await startSystem();
  const demo = ["scripts/typescript.mjs", "functions/scripts/demo/index.ts", ...process.argv.slice(2)];
  try {
    const { code } = await run("node", demo, { cwd: root, env: process.env });
    return code;
  } finally {
    await system?.stop();
  }
});
