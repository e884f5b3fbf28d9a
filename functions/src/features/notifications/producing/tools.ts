import { Deployment, Tool } from "@firecast/contract/tools";
import type { AnyNotice } from "../notice.js";
import { isNewVersion, toolDeployed, toolForked, toolMilestone, toolUpdated } from "../rules/tools.js";
import type { ProducersDeps } from "./deps.js";
import { type Created, source, timeOf, type Written } from "./source.js";

/** Owners of forks that are told at the same time. */
const atOnce = 20;
const manyForks = 10;
const manyUses = 100;

/** Forks, deployments, milestones and new versions, and what their owners achieve by them. */
export function toolsProducer({ spaces, tools, accounts, notify, log }: ProducersDeps) {
  const { read, readEarlier } = source(log);

  const tellOfFork = async (fork: Tool, forkOf: string): Promise<void> => {
    const original = await tools.tool(forkOf);
    if (!original) return;
    await notify(toolForked({ fork, original }));
    if ((await tools.forkCount(original.id, manyForks)) >= manyForks) {
      await accounts.award(original.ownerId, "ten-forks");
    }
  };

  /** Each owner has a link to a fork of their own, and so a notice of their own. */
  const tellEach = async (notices: readonly AnyNotice[]): Promise<void> => {
    for (let from = 0; from < notices.length; from += atOnce) {
      await Promise.all(notices.slice(from, from + atOnce).map((notice) => notify([notice])));
    }
  };

  return {
    toolWritten: async (event: Written<{ toolId: string }>): Promise<void> => {
      const { data, params } = event;
      const after = read(Tool, data?.after, { id: params.toolId });
      if (!after) return;
      const before = readEarlier(Tool, data?.before, { id: params.toolId });
      const change = { before, after, at: timeOf(event) };

      if (!before && after.forkOf !== undefined) await tellOfFork(after, after.forkOf);
      await notify(toolMilestone(change));
      if (before && before.uses < manyUses && after.uses >= manyUses) {
        await accounts.award(after.ownerId, "tool-100-uses");
      }
      if (!isNewVersion(change)) return;
      for await (const forks of tools.forks(after.id)) await tellEach(toolUpdated(change, forks));
    },

    deploymentCreated: async ({
      data,
      params,
    }: Created<{ spaceId: string; toolId: string }>): Promise<void> => {
      const deployment = read(Deployment, data, params);
      if (!deployment) return;
      const { spaceId, toolId, deployedBy } = deployment;
      const [tool, spaceName] = await Promise.all([tools.tool(toolId), spaces.name(spaceId)]);
      if (!tool || spaceName === undefined) return;
      await notify(toolDeployed({ deployment, tool, spaceName }));
      await accounts.award(deployedBy, "first-deployment");
    },
  };
}
