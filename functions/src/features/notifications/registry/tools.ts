import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import { days, hours, minutes } from "../../../platform/clock.js";
import { exampleSpace, exampleTool, inSpace, ofTool, spec, tool } from "./spec.js";

export const toolsTypes = {
  tool_forked: spec({
    category: "tools",
    push: true,
    required: false,
    urgency: "low",
    ttlMs: days(30),
    pushTtlMs: days(1),
    collapse: ({ toolId }) => `forked-${toolId}`,
    batch: { key: ({ toolId }) => toolId, windowMs: minutes(10) },
    payload: z.object({ ...ofTool, forkId: Segment, uid: Segment }),
    about: ({ uid }) => uid,
    render: ({ toolId, toolName }, count, name) => ({
      title: count === 1 ? `${name} forked ${toolName}` : `${toolName} was forked ${count} times`,
      body: count === 1 ? "They now have a copy of their own." : `${name} was the latest.`,
      actionUrl: tool(toolId),
    }),
    example: { ...exampleTool, forkId: "poll2", uid: "bob" },
  }),
  tool_deployed: spec({
    category: "tools",
    push: true,
    required: false,
    urgency: "normal",
    ttlMs: days(14),
    pushTtlMs: days(1),
    collapse: ({ spaceId }) => `deployed-${spaceId}`,
    batch: { key: ({ spaceId }) => spaceId, windowMs: minutes(10) },
    ringMs: minutes(10),
    payload: z.object({ ...ofTool, ...inSpace, uid: Segment }),
    about: ({ uid }) => uid,
    render: ({ toolId, toolName, spaceName }, count, name) => ({
      title: count === 1 ? `${toolName} is in ${spaceName} now` : `${count} new tools in ${spaceName}`,
      body: `${name} deployed it.`,
      actionUrl: tool(toolId),
    }),
    example: { ...exampleTool, ...exampleSpace, uid: "alice" },
  }),
  tool_milestone: spec({
    category: "tools",
    push: true,
    required: false,
    urgency: "low",
    ttlMs: days(30),
    pushTtlMs: days(1),
    collapse: ({ toolId }) => `milestone-${toolId}`,
    payload: z.object({ ...ofTool, uses: z.int().positive() }),
    render: ({ toolId, toolName, uses }) => ({
      title: `${toolName} was used ${uses} times`,
      body: "A milestone.",
      actionUrl: tool(toolId),
    }),
    example: { ...exampleTool, uses: 100 },
  }),
  tool_updated: spec({
    category: "tools",
    push: false,
    required: false,
    urgency: "low",
    ttlMs: days(14),
    pushTtlMs: days(1),
    collapse: ({ toolId }) => `updated-${toolId}`,
    // A new version is one request of the owner's, and a row for each of many: a hundred of them fill no inbox.
    batch: { key: ({ toolId }) => toolId, windowMs: hours(1) },
    throttleMs: hours(1),
    payload: z.object({ ...ofTool, forkId: Segment, version: z.int().positive() }),
    render: ({ forkId, toolName, version }) => ({
      title: `What you forked as ${toolName} has a new version`,
      body: `It is at version ${version} now.`,
      actionUrl: tool(forkId),
    }),
    example: { ...exampleTool, forkId: "poll2", version: 2 },
  }),
};
