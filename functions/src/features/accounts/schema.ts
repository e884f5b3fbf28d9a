import { z } from "zod";
import { AnnouncementAudience } from "../../contract/accounts.js";
import { Segment, Timestamp } from "../../contract/ids.js";

export const Profile = z.object({ uid: Segment, createdAt: Timestamp });
export const Achievement = z.object({ achievement: Segment, title: z.string(), at: Timestamp });

/** As an operator may write it with the Admin SDK: its id is the document's, its time that of the write. */
export const OperatorsAnnouncement = z.object({
  title: z.string().min(1),
  body: z.string(),
  audience: AnnouncementAudience,
});

export type Profile = z.infer<typeof Profile>;
export type Achievement = z.infer<typeof Achievement>;
