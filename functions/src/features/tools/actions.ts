import type { Tool } from "@firecast/contract/tools";
import type { ToolsDeps } from "./deps.js";

/** What other features may ask of tools. No right to see them is checked. */
export interface ToolsActions {
  tool(toolId: string): Promise<Tool | undefined>;
  /** The tools that began as copies of this one, page by page. */
  forks(toolId: string): AsyncIterable<Tool[]>;
  /** How many forks there are, at most `limit`. */
  forkCount(toolId: string, limit: number): Promise<number>;
}

export const toolsActions = ({ store }: ToolsDeps): ToolsActions => ({
  tool: async (toolId) => (await store.tool(toolId))?.value,
  forks: store.forks,
  forkCount: store.forkCount,
});
