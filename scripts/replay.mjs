import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { main } from "./problem.mjs";
import { emulatorEnv, functionsDir, functionsTool } from "./project.mjs";
import { run } from "./run.mjs";
import { setUpNode } from "./setup/setup.mjs";

/**
 * `npm run replay -- [--project <id>] [dead letters' ids]`: tasks that were given up are sent again, those named or all.
 * In the system that `npm start` runs, or with `--project` in that one, with the credentials that gcloud has.
 */
await main(async () => {
  const { values, positionals } = parseArgs({
    options: { project: { type: "string" } },
    allowPositionals: true,
  });
  const place = values.project === undefined ? emulatorEnv : { GCLOUD_PROJECT: values.project };
  const env = {
    ...(await setUpNode()),
    ...place,
    TSX_TSCONFIG_PATH: resolve(functionsDir, "tsconfig.json"),
  };
  const loader = pathToFileURL(functionsTool("tsx/dist/loader.mjs")).href;
  const script = join(functionsDir, "scripts", "replay.ts");
  const { code } = await run("node", ["--import", loader, script, ...positionals], { env });
  return code;
});
