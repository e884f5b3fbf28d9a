import { z } from "zod";
import { Segment, Timestamp } from "./core/ids.js";
import { DisplayName } from "./core/names.js";
import { prose, title } from "./core/text.js";
import { TimeZone } from "./core/timeZone.js";

/** https only, without credentials. It is shown, never fetched by us. */
export const AvatarUrl = z
  .url({ protocol: /^https$/ })
  .max(2048)
  .refine((url) => !/^https:\/\/[^/?#]*@/i.test(url), "must not hold credentials");

/** A BCP 47 language tag, in its canonical form. */
export const Language = z
  .string()
  .max(64)
  .transform((tag, context) => {
    try {
      const [canonical] = Intl.getCanonicalLocales(tag);
      if (canonical !== undefined) return canonical;
    } catch {
      // A RangeError is how Intl says no.
    }
    context.addIssue("must be a BCP 47 language tag");
    return z.NEVER;
  });

/** What a user tells about themselves; null where nothing is told. */
export const Profile = z.object({
  uid: Segment,
  displayName: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  language: z.string().nullable(),
  timeZone: z.string().nullable(),
  createdAt: Timestamp,
});

/** Null takes away. */
export const ChangeProfile = z
  .strictObject({
    displayName: DisplayName.nullable().optional(),
    avatarUrl: AvatarUrl.nullable().optional(),
    language: Language.nullable().optional(),
    timeZone: TimeZone.nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "give displayName, avatarUrl, language or timeZone");

/** Whom an announcement is for. */
export const AnnouncementAudience = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("everyone") }),
  z.strictObject({ type: z.literal("users"), uids: z.array(Segment).min(1).max(1000) }),
  z.strictObject({ type: z.literal("organization"), organizationId: Segment }),
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

export type Profile = z.infer<typeof Profile>;
export type ChangeProfile = z.infer<typeof ChangeProfile>;
export type Announcement = z.infer<typeof Announcement>;
export type CreateAnnouncement = z.infer<typeof CreateAnnouncement>;
