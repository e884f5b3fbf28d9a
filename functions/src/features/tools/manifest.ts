import type { FeatureKit, Manifest } from "../feature.js";
import { type ToolsActions, toolsActions } from "./actions.js";
import { toolsRoutes } from "./http.js";

export const tools = {
  name: "tools",
  build: (kit) => {
    const actions = toolsActions(kit);
    return { name: "tools", actions, routes: toolsRoutes(actions) };
  },
} satisfies Manifest<FeatureKit, ToolsActions>;
