import type { Deployment, Tool } from "@firecast/contract/tools";
import type { Notice } from "../notice.js";
import { clip } from "./clip.js";
import { tell, users } from "./tell.js";

/** Uses of a tool that its owner hears of. */
export const milestones = [
  10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
] as const;

/** A tool's document was written. */
export interface ToolChange {
  readonly before: Tool | undefined;
  readonly after: Tool;
  /** When it was written. */
  readonly at: string;
}

const ofTool = ({ id, name }: Tool) => ({ toolId: id, toolName: clip(name) });

export interface Fork {
  readonly fork: Tool;
  readonly original: Tool;
}

export const toolForked = ({ fork, original }: Fork): Notice<"tool_forked">[] =>
  tell("tool_forked", {
    cause: `tools/${fork.id}`,
    payload: { ...ofTool(original), forkId: fork.id, uid: fork.ownerId },
    actor: fork.ownerId,
    at: fork.createdAt,
    audience: users(original.ownerId),
  });

export interface ToolInSpace {
  readonly deployment: Deployment;
  readonly tool: Tool;
  readonly spaceName: string;
}

export function toolDeployed({ deployment, tool, spaceName }: ToolInSpace): Notice<"tool_deployed">[] {
  const { spaceId, deployedBy, deployedAt } = deployment;
  return tell("tool_deployed", {
    cause: `spaces/${spaceId}/tools/${tool.id} ${deployedAt}`,
    payload: { ...ofTool(tool), spaceId, spaceName: clip(spaceName), uid: deployedBy },
    actor: deployedBy,
    at: deployedAt,
    audience: { type: "members", spaceId },
  });
}

/** The greatest milestone that lies after `before` and not after `after`. */
export const milestoneBetween = (before: number, after: number): number | undefined =>
  milestones.findLast((milestone) => before < milestone && milestone <= after);

/** Nobody's act: whoever used it last is no more its cause than all others. */
export function toolMilestone({ before, after, at }: ToolChange): Notice<"tool_milestone">[] {
  const reached = before && milestoneBetween(before.uses, after.uses);
  if (reached === undefined) return [];
  return tell("tool_milestone", {
    cause: `tools/${after.id} uses ${reached}`,
    payload: { ...ofTool(after), uses: reached },
    at,
    audience: users(after.ownerId),
  });
}

/** Whether it is a new version of a tool that others may have copies of. */
export const isNewVersion = ({ before, after }: ToolChange): boolean =>
  before !== undefined && after.version > before.version;

/**
 * Of several forks of one owner the first is told of, by its own name: who has a copy may see the original no more, and
 * learns nothing of what it says now.
 */
export function toolUpdated(change: ToolChange, forks: readonly Tool[]): Notice<"tool_updated">[] {
  const { after, at } = change;
  if (!isNewVersion(change)) return [];
  const byOwner = new Map([...forks].reverse().map((fork) => [fork.ownerId, fork]));
  return [...byOwner.values()].reverse().flatMap((fork) =>
    tell("tool_updated", {
      cause: `tools/${after.id} version ${after.version}`,
      payload: { toolId: after.id, toolName: clip(fork.name), forkId: fork.id, version: after.version },
      actor: after.ownerId,
      at,
      audience: users(fork.ownerId),
    }),
  );
}
