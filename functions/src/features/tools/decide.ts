import type { ChangeTool, CreateTool, Tool } from "@firecast/contract/tools";

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
  if (name === tool.name && description === tool.description) return undefined;
  return { ...tool, name, description, version: tool.version + 1, updatedAt: at };
}
