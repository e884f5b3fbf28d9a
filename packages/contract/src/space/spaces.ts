import { z } from "zod";
import { Segment, Timestamp } from "../core/ids.js";
import { channelKind, durable } from "../core/channelKind.js";

/** `open`: a user who knows the id becomes a member by joining. `request`: an owner or admin has to approve. */
export const JoinPolicy = z.enum(["open", "request"]);

/** Owners manage everybody, admins everybody but owners. A space always has an owner. */
export const SpaceRole = z.enum(["owner", "admin", "member"]);

/**
 * Only `active` members see a space. `requested` and `invited` wait for an approval, or for their own joining; `banned` users
 * can do neither until an owner or admin lifts the ban.
 */
export const MemberStatus = z.enum(["active", "requested", "invited", "banned"]);

export const Space = z.object({
  id: Segment,
  name: z.string(),
  joinPolicy: JoinPolicy,
  createdBy: Segment,
  createdAt: Timestamp,
});

export const Member = z.object({
  uid: Segment,
  spaceId: Segment,
  role: SpaceRole,
  status: MemberStatus,
  createdAt: Timestamp,
  /** Since when the status is `active`, or was before a ban. */
  joinedAt: Timestamp.optional(),
});

/** A member as others see it. An invited user has no name here: an invite does not tell whether its user exists. */
export const NamedMember = Member.extend({ displayName: z.string().optional() });

const SpaceName = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^\P{Surrogate}*$/u, "must be well-formed Unicode");

export const CreateSpace = z.strictObject({ name: SpaceName, joinPolicy: JoinPolicy.default("request") });

/** Users who have asked to join a space that becomes `open` still wait; they may join now. */
export const ChangeSpace = z
  .strictObject({ name: SpaceName.optional(), joinPolicy: JoinPolicy.optional() })
  .refine((change) => change.name !== undefined || change.joinPolicy !== undefined, {
    error: "give a name or a join policy",
  });

/** The last event of a space: its streams end. */
export const SpaceDeleted = z.object({ id: Segment, deletedAt: Timestamp });

const page = {
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(1000).optional(),
};

/** The spaces that the caller is an active member of, in the order of their ids. `nextCursor` is null at the end. */
export const ListSpaces = z.object(page);
export const SpacePage = z.object({ items: z.array(Space), nextCursor: z.string().nullable() });

/** The active members of a space, in the order of their uids; for owners and admins those, too, who wait or are banned. */
export const ListMembers = z.object(page);
export const MemberPage = z.object({ items: z.array(NamedMember), nextCursor: z.string().nullable() });

/** An invite by e-mail has the same answer and leaves the same traces whether an account has that address or not. */
export const Invite = z.union(
  [z.strictObject({ uid: Segment }), z.strictObject({ email: z.email().max(254).toLowerCase() })],
  { error: "must be either a uid or an email" },
);

/** Approve a request or take a banned user back (`active`), change a role, or both; or ban (`banned`). */
export const ChangeMember = z
  .strictObject({ status: z.enum(["active", "banned"]).optional(), role: SpaceRole.optional() })
  .refine((change) => change.status !== undefined || change.role !== undefined, "give a status or a role")
  .refine((change) => change.status !== "banned" || change.role === undefined, {
    error: "a banned user has no role",
    path: ["role"],
  });

export const MemberJoined = z.object({ uid: Segment, role: SpaceRole });
export const MemberLeft = z.object({ uid: Segment });
export const MemberRoleChanged = z.object({ uid: Segment, role: SpaceRole, previousRole: SpaceRole });

export const membersChannel = channelKind({
  name: "spaces/{spaceId}/members",
  events: {
    "space:member:joined": durable(MemberJoined),
    "space:member:left": durable(MemberLeft),
    "space:member:role-changed": durable(MemberRoleChanged),
  },
  history: 100,
  subscribe: { type: "member", param: "spaceId" },
  publish: { type: "server" },
  rate: { user: { perMinute: 300, burst: 20 } },
  presence: false,
});

export type Space = z.infer<typeof Space>;
export type Member = z.infer<typeof Member>;
export type NamedMember = z.infer<typeof NamedMember>;
export type ListSpaces = z.infer<typeof ListSpaces>;
export type SpacePage = z.infer<typeof SpacePage>;
export type ListMembers = z.infer<typeof ListMembers>;
export type MemberPage = z.infer<typeof MemberPage>;
export type SpaceRole = z.infer<typeof SpaceRole>;
export type ChangeSpace = z.infer<typeof ChangeSpace>;
export type CreateSpace = z.infer<typeof CreateSpace>;
export type Invite = z.infer<typeof Invite>;
export type ChangeMember = z.infer<typeof ChangeMember>;
