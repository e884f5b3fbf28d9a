import { toolChannel, toolStateChannel } from "@firecast/contract/tools";
import { onCreated, onWritten } from "../../platform/firestore/trigger.js";
import type { FeatureKit, Manifest } from "../feature.js";
import { type ToolsActions, toolsActions } from "./actions.js";
import { awardForDeployment, awardForTool } from "./awardAchievements.js";
import { leaveSpace } from "./deployments/leaveSpace.js";
import { toolsDeps } from "./deps.js";
import { noteMilestones, toolMilestoneReached } from "./uses/happenings.js";
import { toolsRoutes } from "./http.js";
import { toolsTypes } from "./notices.js";
import { expireTools } from "./lifetime/expireTools.js";
import { deploymentDocument, toolDocument, usesDocument } from "./paths.js";
import { toolsPerform } from "./performs.js";
import { recountUses } from "./uses/recountUses.js";
import { toolAccess } from "./access/seenTools.js";
import { toolSchedules } from "./schedules/feature.js";
import { toolsSetup } from "./setupStep.js";
import { stateRoutes, stateStream } from "./state/http.js";
import { stateSnapshots } from "./state/snapshot.js";
import { forgetTools } from "./lifetime/forgetTools.js";
import { tellOfDeployment, tellOfTool } from "./tellOfTools.js";
import { noteMilestone } from "./uses/useTool.js";

export const tools = {
  name: "tools",
  channels: [toolChannel, toolStateChannel],
  noticeTypes: toolsTypes,
  happeningKinds: [toolMilestoneReached],
  build: (kit) => {
    const deps = toolsDeps(kit);
    const actions = toolsActions(deps);
    const schedules = toolSchedules(kit, deps);
    const following = { ...kit, tools: actions };
    return {
      name: "tools",
      actions,
      routes: [...toolsRoutes(deps), ...stateRoutes(deps), ...schedules.routes],
      streams: (streaming) => [stateStream(streaming)],
      access: [toolAccess(deps.seen)],
      jobs: [expireTools(deps), recountUses(deps), schedules.work],
      setupSteps: [toolsSetup(deps)],
      performs: toolsPerform(deps),
      snapshots: [stateSnapshots(deps.statesStore)],
      triggers: [
        onWritten(toolDocument, (event) => awardForTool(following, event)),
        onWritten(usesDocument, ({ params }) => noteMilestone(deps, params.toolId)),
        onCreated(deploymentDocument, (event) => awardForDeployment(following, event)),
      ],
      happenings: {
        triggers: (listener) => [
          onWritten(toolDocument, (event) => noteMilestones({ ...deps, listener }, event)),
        ],
      },
      notices: {
        triggers: (teller) => [
          onWritten(toolDocument, (event) => tellOfTool({ ...following, teller }, event)),
          onCreated(deploymentDocument, (event) => tellOfDeployment({ ...following, teller }, event)),
        ],
      },
      forgetUser: async (uid) => {
        await schedules.forgetUser(uid);
        await forgetTools(deps, uid);
      },
      forgetSpace: (spaceId) => leaveSpace(deps, spaceId),
    };
  },
} satisfies Manifest<FeatureKit, ToolsActions>;
