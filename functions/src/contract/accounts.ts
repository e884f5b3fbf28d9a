import { z } from "zod";
import { Segment, Timestamp } from "./ids.js";
import { prose, title } from "./text.js";

/** Whom an announcement is for. */
export const AnnouncementAudience = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("everyone") }),
  z.strictObject({ type: z.literal("users"), uids: z.array(Segment).min(1).max(1000) }),
]);

/** What operators tell users. */
export const Announcement = z.object({
  id: Segment,
  title: z.string(),
  body: z.string(),
  audience: AnnouncementAudience,
  createdAt: Timestamp,
});

export const CreateAnnouncement = z.strictObject({
  title: title(200),
  body: prose(1000),
  audience: AnnouncementAudience,
});

export type Announcement = z.infer<typeof Announcement>;
export type CreateAnnouncement = z.infer<typeof CreateAnnouncement>;
