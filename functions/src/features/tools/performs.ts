import { type ActionKind, actionKind } from "../../platform/actions/actionKind.js";
import { spaceOf, toolOf } from "../../platform/actions/place.js";
import { requireInUse, requireOwned, requireVisible } from "./access/requireVisible.js";
import { deployTool } from "./deployments/deployTool.js";
import type { ToolsDeps } from "./deps.js";
import { changeState } from "./state/changeState.js";

/** Automations change the state of tools and deploy them, as their author. */
export const toolsPerform = (deps: ToolsDeps): ActionKind[] => [
  actionKind({
    type: "set_tool_state",
    check: async (action, authored) => {
      requireInUse((await requireVisible(deps, authored.author, toolOf(action, authored))).value);
    },
    perform: async (action, performing) => {
      const { author: user, request } = performing;
      const change = { patch: action.patch };
      await changeState(deps, { user, toolId: toolOf(action, performing), change, request });
    },
  }),

  actionKind({
    type: "deploy_tool",
    check: async (action, authored) => {
      const { author } = authored;
      requireInUse((await requireOwned(deps, author, toolOf(action, authored))).value);
      await deps.spaces.requireMember(author.uid, spaceOf(action, authored));
    },
    perform: async (action, performing) => {
      const { author: user, request } = performing;
      const place = { toolId: toolOf(action, performing), spaceId: spaceOf(action, performing) };
      await deployTool(deps, { ...place, user, request });
    },
  }),
];
