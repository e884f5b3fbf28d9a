import { main } from "./problem.mjs";
import { tool } from "./project.mjs";
import { run } from "./run.mjs";
import { setUpNode } from "./setup/setup.mjs";

await main(async () => {
  const { code } = await run(
    "node",
    [tool("prettier/bin/prettier.cjs"), "--write", "--log-level", "warn", "."],
    {
      env: await setUpNode(),
    },
  );
  return code;
});
