import { z } from "zod";
import { Segment, Timestamp } from "../core/ids.js";

/** What was acted on, by the type of the event: the kind of thing, and where the event's data has its id. */
export const activityTypes = {
  "space:member:joined": { entity: "member", id: "uid" },
  "space:member:left": { entity: "member", id: "uid" },
  "space:member:role-changed": { entity: "member", id: "uid" },
  "space:updated": { entity: "space", id: "id" },
  "chat:message:deleted": { entity: "message", id: "id" },
  "chat:message:pinned": { entity: "message", id: "id" },
  "chat:message:unpinned": { entity: "message", id: "id" },
  "calendar:event:created": { entity: "event", id: "id" },
  "calendar:event:updated": { entity: "event", id: "id" },
  "calendar:event:deleted": { entity: "event", id: "id" },
  "tool:deployed": { entity: "tool", id: "toolId" },
  "tool:undeployed": { entity: "tool", id: "toolId" },
  "tool:updated": { entity: "tool", id: "id" },
  "tool:archived": { entity: "tool", id: "id" },
  "tool:forked": { entity: "tool", id: "toolId" },
  "pin:status_changed": { entity: "pin", id: "pinId" },
} as const;

/** Who did what to what. */
export const Activity = z.object({
  /** The event's. */
  id: Segment,
  /** The event's, such as `tool:deployed`. */
  type: z.string(),
  by: Segment,
  entity: z.object({ type: z.string(), id: Segment }),
  /** Where it happened, if in a space. */
  spaceId: Segment.optional(),
  at: Timestamp,
});

export const ListActivity = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(1000).optional(),
});

/** The newest first; `nextCursor` is null at the end. */
export const ActivityPage = z.object({ items: z.array(Activity), nextCursor: z.string().nullable() });

export type Activity = z.infer<typeof Activity>;
export type ListActivity = z.infer<typeof ListActivity>;
export type ActivityPage = z.infer<typeof ActivityPage>;
