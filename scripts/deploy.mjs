import { runChecks } from "./tests/checks.mjs";
import { main, Problem } from "./problem.mjs";
import { tool } from "./project.mjs";
import { run } from "./run.mjs";
import { setUpNode } from "./setup/setup.mjs";

/** The checks, then `firebase deploy` with the arguments given here. */
await main(async () => {
  const args = process.argv.slice(2);
  const namesProject = args.some((arg) => /^(-P|--project)\b/.test(arg));
  if (!namesProject) throw new Problem("Which project? npm run deploy -- --project <id>");
  const env = await setUpNode();
  if ((await runChecks(env)) > 0) throw new Problem("Not deployed: mend what failed first.");
  const { code } = await run("node", [tool("firebase-tools/lib/bin/firebase.js"), "deploy", ...args], {
    env,
  });
  return code;
});
