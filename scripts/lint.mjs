import { runChecks } from "./tests/checks.mjs";
import { main } from "./problem.mjs";
import { setUpNode } from "./setup/setup.mjs";

await main(async () => ((await runChecks(await setUpNode())) > 0 ? 1 : 0));
