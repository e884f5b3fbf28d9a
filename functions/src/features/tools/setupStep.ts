import type { Tool } from "@firecast/contract/tools";
import type { Made, SetupStep } from "../../platform/setup/step.js";
import { archiveTool } from "./lifetime/changeTool.js";
import { deployNewTool } from "./deployments/deployNewTool.js";
import { type Deployed, deployTool, undeployTool } from "./deployments/deployTool.js";
import type { ToolsDeps } from "./deps.js";

/** Tools of the founder's own are deployed to the new space; those of a template are made for it. */
export const toolsSetup = (deps: ToolsDeps): SetupStep => ({
  name: "tools",
  order: 30,
  doing: "Deploying tools",
  parts: ["tools", "newTools"],
  run: async ({ spaceId, founder: user, order: { tools = [], newTools = [] }, once }) => {
    for (const toolId of tools) {
      const made = ({ isNew }: Deployed): Made | undefined => (isNew ? { toolId } : undefined);
      await once({ key: toolId, what: `The tool ${toolId}`, made }, (request) =>
        deployTool(deps, { user, toolId, spaceId, request }),
      );
    }
    for (const [index, draft] of newTools.entries()) {
      const made = ({ id }: Tool): Made => ({ toolId: id, isOfTemplate: "yes" });
      await once({ key: `template ${index}`, what: `The tool ${draft.name}`, made }, (request) =>
        deployNewTool(deps, { user, draft, spaceId, request }),
      );
    }
  },
  undo: async ({ toolId = "", isOfTemplate }, { spaceId, founder, owner }) => {
    if (isOfTemplate !== undefined) await archiveTool(deps, { user: founder, toolId, request: undefined });
    await undeployTool(deps, { user: owner, toolId, spaceId, request: undefined });
  },
});
