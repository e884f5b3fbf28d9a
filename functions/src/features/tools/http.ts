import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import { ChangeTool, CreateTool, DeployTool, Deployment, Tool } from "@firecast/contract/tools";
import { created, endpoint, noContent, ok, type Route } from "../../platform/http/endpoint.js";
import type { ToolsActions } from "./actions.js";

const ToolPath = z.object({ toolId: Segment });

export const toolsRoutes = (actions: ToolsActions): Route[] => [
  endpoint(
    {
      method: "POST",
      path: "/tools",
      summary: "Create a tool; the caller owns it",
      body: CreateTool,
      answers: { 201: Tool },
    },
    async ({ body, user, keyed }) => created(await actions.create(user, body, keyed)),
  ),

  endpoint(
    {
      method: "GET",
      path: "/tools/:toolId",
      summary: "A tool, for its owner and the members of the spaces it is deployed to",
      params: ToolPath,
      answers: { 200: Tool },
    },
    async ({ params, user }) => ok(await actions.get(user, params.toolId)),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/tools/:toolId",
      summary: "Change one's own tool: a new version, unless everything is so already",
      params: ToolPath,
      body: ChangeTool,
      answers: { 200: Tool },
    },
    async ({ params, body, user, keyed }) => ok(await actions.change(user, params.toolId, body, keyed)),
  ),

  endpoint(
    {
      method: "POST",
      path: "/tools/:toolId/fork",
      summary: "Have a copy of a tool that one may see",
      params: ToolPath,
      answers: { 201: Tool },
    },
    async ({ params, user, keyed }) => created(await actions.fork(user, params.toolId, keyed)),
  ),

  endpoint(
    {
      method: "POST",
      path: "/tools/:toolId/deploy",
      summary: "Bring one's own tool into a space that one is a member of (201), or find it there (200)",
      params: ToolPath,
      body: DeployTool,
      answers: { 200: Deployment, 201: Deployment },
    },
    async ({ params, body, user, keyed }) => {
      const { deployment, isNew } = await actions.deploy(user, params.toolId, body.spaceId, keyed);
      return isNew ? created(deployment) : ok(deployment);
    },
  ),

  endpoint(
    {
      method: "POST",
      path: "/tools/:toolId/uses",
      summary: "Count a use of a tool that one may see",
      params: ToolPath,
      answers: { 204: null },
    },
    async ({ params, user, keyed }) => {
      await actions.use(user, params.toolId, keyed);
      return noContent();
    },
  ),
];
