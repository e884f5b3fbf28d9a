import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import {
  ChangeTool,
  CreateTool,
  DeployTool,
  Deployment,
  ListTools,
  Tool,
  ToolPage,
} from "@firecast/contract/tools";
import { answers, created, noContent, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import { archiveTool, changeTool, readTool } from "./lifetime/changeTool.js";
import { createTool, forkTool } from "./lifetime/createTool.js";
import { type Deployed, deployTool, undeployTool } from "./deployments/deployTool.js";
import type { ToolsDeps } from "./deps.js";
import { listTools } from "./listTools.js";
import { useTool } from "./uses/useTool.js";

const ToolPath = z.object({ toolId: Segment });

export const toolsRoutes = (deps: ToolsDeps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/tools",
      summary: "One's own tools, the newest first, or those of a space (`spaceId`)",
      query: ListTools,
      answer: ok(ToolPage),
    },
    ({ query, user }) => listTools(deps, { query, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/tools",
      summary: "Create a tool; the caller owns it",
      body: CreateTool,
      answer: created(Tool),
    },
    ({ body, user, request }) => createTool(deps, { draft: body, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/tools/:toolId",
      summary: "A tool, for its owner and the members of the spaces it is deployed to",
      params: ToolPath,
      answer: ok(Tool),
    },
    ({ params, user }) => readTool(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/tools/:toolId",
      summary: "Change one's own tool: a new version, unless everything is so already",
      params: ToolPath,
      body: ChangeTool,
      answer: ok(Tool),
    },
    ({ params, body, user, request }) => changeTool(deps, { ...params, change: body, user, request }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/tools/:toolId/fork",
      summary: "Have a copy of a tool that one may see",
      params: ToolPath,
      answer: created(Tool),
    },
    ({ params, user, request }) => forkTool(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/tools/:toolId/deploy",
      summary: "Bring one's own tool into a space that one is a member of (201), or find it there (200)",
      params: ToolPath,
      body: DeployTool,
      answer: answers({ 200: Deployment, 201: Deployment }, ({ deployment, isNew }: Deployed) => ({
        status: isNew ? 201 : 200,
        body: deployment,
      })),
    },
    ({ params, body, user, request }) => deployTool(deps, { ...params, ...body, user, request }),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/tools/:toolId/deploy",
      summary: "Take a tool out of a space: as its owner, or as an owner or admin of the space",
      params: ToolPath,
      body: DeployTool,
      answer: noContent,
    },
    ({ params, body, user, request }) => undeployTool(deps, { ...params, ...body, user, request }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/tools/:toolId/archive",
      summary:
        "Put one's own tool into the archive: it can be read and forked, no more changed, deployed or used",
      params: ToolPath,
      answer: ok(Tool),
    },
    ({ params, user, request }) => archiveTool(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/tools/:toolId/uses",
      summary: "Count a use of a tool that one may see",
      params: ToolPath,
      answer: noContent,
    },
    ({ params, user, request }) => useTool(deps, { ...params, user, request }),
  ),
];
