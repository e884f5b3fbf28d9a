import type { FeatureKit, Manifest } from "../feature.js";
import { type ToolsActions, toolsActions } from "./actions.js";
import { toolsDeps } from "./deps.js";
import { toolsRoutes } from "./http.js";

export const tools = {
  name: "tools",
  build: (kit) => {
    const deps = toolsDeps(kit);
    return { name: "tools", actions: toolsActions(deps), routes: toolsRoutes(deps) };
  },
} satisfies Manifest<FeatureKit, ToolsActions>;
