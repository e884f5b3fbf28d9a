import { onCreated, onWritten } from "../../platform/firestore/trigger.js";
import type { FeatureKit, Manifest } from "../feature.js";
import { type ToolsActions, toolsActions } from "./actions.js";
import { awardForDeployment, awardForTool } from "./awardAchievements.js";
import { toolsDeps } from "./deps.js";
import { toolsRoutes } from "./http.js";
import { toolsTypes } from "./notices.js";
import { deploymentDocument, toolDocument } from "./paths.js";
import { tellOfDeployment, tellOfTool } from "./tellOfTools.js";

export const tools = {
  name: "tools",
  noticeTypes: toolsTypes,
  build: (kit) => {
    const deps = toolsDeps(kit);
    const actions = toolsActions(deps);
    const following = { ...kit, tools: actions };
    return {
      name: "tools",
      actions,
      routes: toolsRoutes(deps),
      triggers: [
        onWritten(toolDocument, (event) => awardForTool(following, event)),
        onCreated(deploymentDocument, (event) => awardForDeployment(following, event)),
      ],
      notices: {
        triggers: (teller) => [
          onWritten(toolDocument, (event) => tellOfTool({ ...following, teller }, event)),
          onCreated(deploymentDocument, (event) => tellOfDeployment({ ...following, teller }, event)),
        ],
      },
    };
  },
} satisfies Manifest<FeatureKit, ToolsActions>;
