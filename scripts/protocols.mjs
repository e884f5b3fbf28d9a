import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { main, Problem } from "./problem.mjs";
import { at, functionsDir, functionsTool, preloadEnv } from "./project.mjs";
import { run } from "./run.mjs";
import { setUpNode } from "./setup/setup.mjs";

const source = "test/realtime/transports/socketio/protocolFunction.ts";
const framework = functionsTool("@google-cloud/functions-framework/build/src/main.js");

/**
 * `npm run protocols -- [port]`: serves what the published suites of Engine.IO's and Socket.IO's protocols ask for, in
 * production's runtime, until it is stopped. Without a port at 3000, where those suites look.
 */
await main(async () => {
  const port = Number(process.argv[2] ?? 3000);
  if (!Number.isInteger(port)) throw new Problem("A port is a number.");
  const env = {
    ...(await setUpNode()),
    ...preloadEnv,
    K_SERVICE: "sockets",
    TSX_TSCONFIG_PATH: resolve(functionsDir, "tsconfig.json"),
  };
  const loader = pathToFileURL(functionsTool("tsx/dist/loader.mjs")).href;
  const served = [`--source=${join(functionsDir, source)}`, "--target=sockets", `--port=${port}`];
  console.log(`Engine.IO echoes at ${at(port)}/engine.io/, Socket.IO at ${at(port)}/socket.io/`);
  const { code } = await run("node", ["--import", loader, framework, ...served], { env, cwd: functionsDir });
  return code;
});
