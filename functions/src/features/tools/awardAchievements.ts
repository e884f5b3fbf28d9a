import { Deployment, Tool } from "@firecast/contract/tools";
import type { Created, Written } from "../../platform/firestore/trigger.js";
import { parseWritten } from "../../platform/notices/readWritten.js";
import type { AccountsActions } from "../accounts/actions.js";
import { nobody } from "./lifetime/forgetTools.js";
import type { ToolsActions } from "./actions.js";

interface Deps {
  tools: Pick<ToolsActions, "tool" | "forkCount">;
  accounts: Pick<AccountsActions, "award">;
}

const manyForks = 10;
const manyUses = 100;

/** Awards what owners achieve by forks and uses of their tools. Safe to repeat: each is achieved once. */
export async function awardForTool(
  { tools, accounts }: Deps,
  { data, params }: Written<{ toolId: string }>,
): Promise<void> {
  const after = parseWritten(Tool, data?.after, { id: params.toolId });
  if (!after) return;
  const before = parseWritten(Tool, data?.before, { id: params.toolId });
  if (!before && after.forkOf !== undefined) {
    const original = await tools.tool(after.forkOf);
    if (
      original &&
      original.ownerId !== nobody &&
      (await tools.forkCount(original.id, manyForks)) >= manyForks
    ) {
      await accounts.award(original.ownerId, "ten-forks");
    }
  }
  if (before && before.uses < manyUses && after.uses >= manyUses) {
    await accounts.award(after.ownerId, "tool-100-uses");
  }
}

/** Awards the first deployment. Safe to repeat. */
export async function awardForDeployment(
  { tools, accounts }: Deps,
  { data, params }: Created<{ spaceId: string; toolId: string }>,
): Promise<void> {
  const deployment = parseWritten(Deployment, data, params);
  if (deployment && (await tools.tool(deployment.toolId))) {
    await accounts.award(deployment.deployedBy, "first-deployment");
  }
}
