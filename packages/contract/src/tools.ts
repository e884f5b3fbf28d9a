import { z } from "zod";
import { Segment, Timestamp } from "./ids.js";
import { prose, title } from "./text.js";

export const Tool = z.object({
  id: Segment,
  name: z.string(),
  description: z.string().optional(),
  ownerId: Segment,
  /** 1 at first; every change counts one up. */
  version: z.int().positive(),
  uses: z.int().nonnegative(),
  /** The tool that this one began as a copy of. It may be gone. */
  forkOf: Segment.optional(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});

/** A tool in a space: its members may see and use it. */
export const Deployment = z.object({
  toolId: Segment,
  spaceId: Segment,
  deployedBy: Segment,
  deployedAt: Timestamp,
});

const ToolName = title(120);
const ToolDescription = prose(2000);

export const CreateTool = z.strictObject({ name: ToolName, description: ToolDescription.optional() });
export const ChangeTool = z
  .strictObject({ name: ToolName.optional(), description: ToolDescription.optional() })
  .refine((change) => change.name !== undefined || change.description !== undefined, {
    error: "give a name or a description",
  });
export const DeployTool = z.strictObject({ spaceId: Segment });

export type Tool = z.infer<typeof Tool>;
export type Deployment = z.infer<typeof Deployment>;
export type CreateTool = z.infer<typeof CreateTool>;
export type ChangeTool = z.infer<typeof ChangeTool>;
