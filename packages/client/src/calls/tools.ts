import type { z } from "zod";
import type {
  ChangeTool,
  CreateTool,
  Deployment,
  PostState,
  StateChanged,
  Tool,
  ToolPage,
  ToolState,
} from "@firecast/contract/tools";
import { type Caller, pathOf, type WriteOptions } from "./call.js";

export interface Listing {
  spaceId?: string;
  archived?: boolean;
  limit?: number;
  cursor?: string;
}

export const toolCalls = ({ read, write }: Caller) => ({
  list: (query: Listing = {}) => read<ToolPage>("/api/tools", { ...query }),
  create: (tool: z.input<typeof CreateTool>, options?: WriteOptions) =>
    write<Tool>("POST", "/api/tools", tool, options),
  get: (toolId: string) => read<Tool>(pathOf`/api/tools/${toolId}`),
  change: (toolId: string, change: z.input<typeof ChangeTool>, options?: WriteOptions) =>
    write<Tool>("PATCH", pathOf`/api/tools/${toolId}`, change, options),
  fork: (toolId: string, options?: WriteOptions) =>
    write<Tool>("POST", pathOf`/api/tools/${toolId}/fork`, undefined, options),
  deploy: (toolId: string, spaceId: string, options?: WriteOptions) =>
    write<Deployment>("POST", pathOf`/api/tools/${toolId}/deploy`, { spaceId }, options),
  undeploy: (toolId: string, spaceId: string, options?: WriteOptions) =>
    write<undefined>("DELETE", pathOf`/api/tools/${toolId}/deploy`, { spaceId }, options),
  archive: (toolId: string, options?: WriteOptions) =>
    write<Tool>("POST", pathOf`/api/tools/${toolId}/archive`, undefined, options),
  use: (toolId: string, options?: WriteOptions) =>
    write<undefined>("POST", pathOf`/api/tools/${toolId}/uses`, undefined, options),
  state: (toolId: string) => read<ToolState>(pathOf`/api/tools/${toolId}/state`),
  /** See `createToolState` for changes that show at once. */
  changeState: (toolId: string, change: z.input<typeof PostState>, options?: WriteOptions) =>
    write<StateChanged>("POST", pathOf`/api/tools/${toolId}/state`, change, options),
});
