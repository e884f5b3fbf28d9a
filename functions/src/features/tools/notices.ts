import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import type { Deployment, Tool } from "@firecast/contract/tools";
import { days, hours, minutes } from "../../platform/clock.js";
import { clip } from "../../platform/notices/clip.js";
import type { NoticeOf } from "../../platform/notices/notice.js";
import { noticeType } from "../../platform/notices/noticeType.js";
import { exampleSpace, inSpace, Name } from "../../platform/notices/payload.js";
import { tell, users } from "../../platform/notices/tell.js";
import type { CountedTool } from "./schema.js";

const ofTool = { toolId: Segment, toolName: Name };
const exampleTool = { toolId: "poll", toolName: "Poll" };
const toolUrl = (toolId: string): string => `/tools/${toolId}`;

export const toolForked = noticeType({
  type: "tool_forked",
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
    actionUrl: toolUrl(toolId),
  }),
  example: { ...exampleTool, forkId: "poll2", uid: "bob" },
});

export const toolDeployed = noticeType({
  type: "tool_deployed",
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
    actionUrl: toolUrl(toolId),
  }),
  example: { ...exampleTool, ...exampleSpace, uid: "alice" },
});

export const toolMilestone = noticeType({
  type: "tool_milestone",
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
    actionUrl: toolUrl(toolId),
  }),
  example: { ...exampleTool, uses: 100 },
});

export const toolUpdated = noticeType({
  type: "tool_updated",
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
    actionUrl: toolUrl(forkId),
  }),
  example: { ...exampleTool, forkId: "poll2", version: 2 },
});

export const toolsTypes = [toolForked, toolDeployed, toolMilestone, toolUpdated];

/** Uses of a tool that its owner hears of. */
export const milestones = [
  10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000,
  50_000_000, 100_000_000, 500_000_000, 1_000_000_000,
] as const;

/** A tool's document was written. */
export interface ToolChange {
  readonly before: Tool | undefined;
  readonly after: Tool;
  /** When it was written. */
  readonly at: string;
}

interface CountChange extends ToolChange {
  readonly before: CountedTool | undefined;
  readonly after: CountedTool;
}

const toolOf = ({ id, name }: Tool) => ({ toolId: id, toolName: clip(name) });

export interface Fork {
  readonly fork: Tool;
  readonly original: Tool;
}

export const tellToolForked = ({ fork, original }: Fork): NoticeOf<typeof toolForked>[] =>
  tell(toolForked, {
    cause: `tools/${fork.id}`,
    payload: { ...toolOf(original), forkId: fork.id, uid: fork.ownerId },
    actor: fork.ownerId,
    at: fork.createdAt,
    audience: users(original.ownerId),
  });

export interface ToolInSpace {
  readonly deployment: Deployment;
  readonly tool: Tool;
  readonly spaceName: string;
}

export function tellToolDeployed({
  deployment,
  tool,
  spaceName,
}: ToolInSpace): NoticeOf<typeof toolDeployed>[] {
  const { spaceId, deployedBy, deployedAt } = deployment;
  return tell(toolDeployed, {
    cause: `spaces/${spaceId}/tools/${tool.id} ${deployedAt}`,
    payload: { ...toolOf(tool), spaceId, spaceName: clip(spaceName), uid: deployedBy },
    actor: deployedBy,
    at: deployedAt,
    audience: { type: "members", spaceId },
  });
}

/** The milestones that lie after `before` and not after `after`, the least first. */
export const milestonesBetween = (before: number, after: number): number[] =>
  milestones.filter((milestone) => before < milestone && milestone <= after);

/** The greatest milestone that a tool has ever reached; 0 for none. Also where its uses were written by another backend. */
export const milestoneOf = ({ uses, milestone = 0 }: CountedTool): number =>
  Math.max(milestone, milestonesBetween(0, uses).at(-1) ?? 0);

/**
 * Each milestone that was passed, for itself: which of them two counts fall between is luck. It has no actor: the user who used
 * the tool last is no more its cause than all others.
 */
export function tellToolMilestone({ before, after, at }: CountChange): NoticeOf<typeof toolMilestone>[] {
  if (!before) return [];
  return milestonesBetween(milestoneOf(before), milestoneOf(after)).flatMap((uses) =>
    tell(toolMilestone, {
      cause: `tools/${after.id} uses ${uses}`,
      payload: { ...toolOf(after), uses },
      at,
      audience: users(after.ownerId),
    }),
  );
}

/** Whether it is a new version of a tool that others may have copies of. */
export const isNewVersion = ({ before, after }: ToolChange): boolean =>
  before !== undefined && after.version > before.version;

/**
 * Of several forks of one owner the first is told of, by its own name: the owner of a copy may see the original no more,
 * and learns nothing of what it says now.
 */
export function tellToolUpdated(change: ToolChange, forks: readonly Tool[]): NoticeOf<typeof toolUpdated>[] {
  const { after, at } = change;
  if (!isNewVersion(change)) return [];
  const byOwner = new Map([...forks].reverse().map((fork) => [fork.ownerId, fork]));
  return [...byOwner.values()].reverse().flatMap((fork) =>
    tell(toolUpdated, {
      cause: `tools/${after.id} version ${after.version}`,
      payload: { toolId: after.id, toolName: clip(fork.name), forkId: fork.id, version: after.version },
      actor: after.ownerId,
      at,
      audience: users(fork.ownerId),
    }),
  );
}
