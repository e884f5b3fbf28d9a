import type { ChangeTool, CreateTool, Tool } from "@firecast/contract/tools";
import { days, toTimestamp } from "../../platform/clock.js";

export interface Maker {
  id: string;
  ownerId: string;
  at: string;
}

export const newTool = (draft: CreateTool, { id, ownerId, at }: Maker): Tool => ({
  id,
  ...draft,
  ownerId,
  version: 1,
  uses: 0,
  createdAt: at,
  updatedAt: at,
});

/** A tool of its own from the first moment: it shares with the original what it is called and what it says. */
export function forkOf(original: Tool, maker: Maker): Tool {
  const { name, description } = original;
  return { ...newTool({ name, description }, maker), forkOf: original.id };
}

/** Undefined where it is in the archive already. */
export const archived = (tool: Tool, at: string): Tool | undefined =>
  tool.archivedAt === undefined ? { ...tool, archivedAt: at, updatedAt: at } : undefined;

/** Undefined where everything is so already: that is no new version. */
export function changed(tool: Tool, change: ChangeTool, at: string): Tool | undefined {
  const { name = tool.name, description = tool.description } = change;
  const { expiresAt: expiry, ...lasting } = tool;
  const expiresAt = change.expiresAt === undefined ? expiry : (change.expiresAt ?? undefined);
  const isNew = name !== tool.name || description !== tool.description;
  if (!isNew && expiresAt === expiry) return undefined;
  const version = tool.version + (isNew ? 1 : 0);
  const next = { ...lasting, name, description, version, updatedAt: at };
  return expiresAt === undefined ? next : { ...next, expiresAt };
}

const warnedBefore = days(3);

/** When something is to be done about a tool's end: first its owner is warned. Undefined where it does not end by itself. */
export function warningOf({ archivedAt, expiresAt }: Tool): string | undefined {
  if (archivedAt !== undefined || expiresAt === undefined) return undefined;
  return toTimestamp(Date.parse(expiresAt) - warnedBefore);
}

/** What is to be done at `now` about a tool's end; `never` where it was prolonged or archived meanwhile. */
export function stepOfExpiry(tool: Tool, now: number): "archive" | "warn" | "wait" | "never" {
  const warning = warningOf(tool);
  if (warning === undefined || tool.expiresAt === undefined) return "never";
  if (Date.parse(tool.expiresAt) <= now) return "archive";
  return Date.parse(warning) <= now ? "warn" : "wait";
}
