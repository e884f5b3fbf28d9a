import { z } from "zod";
import { AnnouncementAudience } from "@firecast/contract/accounts";
import { Segment, Timestamp } from "@firecast/contract/core/ids";

/** For a caller that only needs to know that there is a profile. */
export const Profile = z.object({ uid: Segment, createdAt: Timestamp });

/** The part of a stored profile that is Firebase Auth's to say. */
export const AuthFacts = z.object({
  /** From the custom claims. */
  organizationId: Segment.optional().catch(undefined),
  /** SHA-256 of the verified address: how an invite to an address finds its user. */
  addressHash: Segment.optional().catch(undefined),
});

/** A field that another backend wrote in a form of its own counts as absent. */
export const StoredProfile = Profile.extend({
  ...AuthFacts.shape,
  /** Null: the user tells none. Absent: Auth was not asked yet. */
  displayName: z.string().min(1).max(200).nullish().catch(undefined),
  avatarUrl: z.string().optional().catch(undefined),
  language: z.string().optional().catch(undefined),
  timeZone: z.string().optional().catch(undefined),
});
export const Achievement = z.object({ achievement: Segment, title: z.string(), at: Timestamp });

/** As an operator may write it with the Admin SDK: its id is the document's, its time that of the write. */
export const OperatorsAnnouncement = z.object({
  title: z.string().min(1),
  body: z.string(),
  audience: AnnouncementAudience,
});

export type Profile = z.infer<typeof Profile>;
export type StoredProfile = z.infer<typeof StoredProfile>;
export type AuthFacts = z.infer<typeof AuthFacts>;
export type Achievement = z.infer<typeof Achievement>;
