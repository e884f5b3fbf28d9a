import { z } from "zod";
import { channelKind, durable } from "./core/channelKind.js";
import { Segment, Timestamp } from "./core/ids.js";
import { StatePatch } from "./statePatch.js";
import { prose, title } from "./core/text.js";

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
  /** Since when it can be read, and no more changed, deployed or used. */
  archivedAt: Timestamp.optional(),
  /** When it goes into the archive by itself; its owner is warned three days before. */
  expiresAt: Timestamp.optional(),
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

export const CreateTool = z.strictObject({
  name: ToolName,
  description: ToolDescription.optional(),
  expiresAt: Timestamp.optional(),
});
/** `expiresAt: null`: never. A change of it alone is no new version. */
export const ChangeTool = z
  .strictObject({
    name: ToolName.optional(),
    description: ToolDescription.optional(),
    expiresAt: Timestamp.nullable().optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    error: "give a name, a description or a time to expire",
  });
export const DeployTool = z.strictObject({ spaceId: Segment });

/** One's own tools, the newest first, or with `spaceId` those of a space; those in the archive only where asked for. */
export const ListTools = z.object({
  spaceId: Segment.optional(),
  archived: z.enum(["true", "false"]).default("false"),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(1000).optional(),
});

/** `nextCursor` is null at the end. */
export const ToolPage = z.object({ items: z.array(Tool), nextCursor: z.string().nullable() });

export const Undeployed = z.object({ toolId: Segment, spaceId: Segment });
export const Forked = z.object({ toolId: Segment, forkId: Segment, ownerId: Segment });

/** What becomes of a tool, for its owner and the members of the spaces it is deployed to. */
export const toolChannel = channelKind({
  name: "tools/{toolId}",
  events: {
    "tool:updated": durable(Tool),
    "tool:archived": durable(Tool),
    "tool:forked": durable(Forked),
  },
  history: 50,
  subscribe: { type: "resource", of: "tool", param: "toolId" },
  publish: { type: "server" },
  rate: { user: { perMinute: 300, burst: 30 } },
  presence: false,
});

/** Longest state, in bytes of JSON, and the most keys that are told apart in it. */
export const maxStateBytes = 256 * 1024;
export const maxStateKeys = 1000;

/** `baseVersion`: the version of the state that the caller saw last. */
export const PostState = z.strictObject({
  patch: StatePatch,
  baseVersion: z.int().nonnegative().optional(),
});

/** `cursor` opens a stream of the state right after this version. */
export const ToolState = z.object({
  version: z.int().nonnegative(),
  state: z.record(z.string(), z.json()),
  cursor: z.string(),
});

/**
 * The keys of the patch that others had changed since `baseVersion`, with the values that the patch replaced; null for what
 * was not there. Empty without a `baseVersion`.
 */
export const StateChanged = z.object({
  version: z.int().positive(),
  overwritten: z.record(z.string(), z.json()),
});

/** A patch as it took effect: to be applied in the order of `version`. */
export const StateUpdated = z.object({
  toolId: Segment,
  version: z.int().positive(),
  patch: z.record(z.string(), z.json()),
  by: Segment,
});

/** The state of a tool, shared by all spaces it is deployed to: those who see the tool change it, too. */
export const toolStateChannel = channelKind({
  name: "tools/{toolId}/state",
  events: { "tool:state:updated": durable(StateUpdated, { keys: ({ patch }) => Object.keys(patch) }) },
  history: 500,
  subscribe: { type: "resource", of: "tool", param: "toolId" },
  publish: { type: "server" },
  rate: { user: { perMinute: 600 } },
  presence: false,
});

export type Tool = z.infer<typeof Tool>;
export type Deployment = z.infer<typeof Deployment>;
export type CreateTool = z.infer<typeof CreateTool>;
export type ChangeTool = z.infer<typeof ChangeTool>;
export type ListTools = z.infer<typeof ListTools>;
export type ToolPage = z.infer<typeof ToolPage>;
export type PostState = z.infer<typeof PostState>;
export type ToolState = z.infer<typeof ToolState>;
export type StateChanged = z.infer<typeof StateChanged>;
export type StateUpdated = z.infer<typeof StateUpdated>;
