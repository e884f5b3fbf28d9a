import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { derivedId } from "../../../platform/ids.js";
import type { WakeUp } from "../../../platform/wakeUps/wakeUps.js";
import type { StoredFeed } from "./schema.js";

/** Payload of the wake-ups of a feed. */
export const FeedRef = z.object({ spaceId: Segment, calendarId: Segment, name: z.string() });
export type FeedRef = z.infer<typeof FeedRef>;

export const wakeUpKinds = { sync: "calendar_sync", removal: "calendar_removal" } as const;

/** The first look at a feed, or the end of one. */
export const feedWakeUp = (
  what: keyof typeof wakeUpKinds,
  { spaceId, id, name }: Pick<StoredFeed, "spaceId" | "id" | "name">,
  dueAt: number,
): WakeUp => ({
  id: derivedId(wakeUpKinds[what], spaceId, id),
  kind: wakeUpKinds[what],
  dueAt,
  payload: { spaceId, calendarId: id, name },
});
