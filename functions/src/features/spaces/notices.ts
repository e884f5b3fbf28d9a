import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import type { Member } from "@firecast/contract/space/spaces";
import { days, hours, minutes } from "../../platform/clock.js";
import { clip } from "../../platform/notices/clip.js";
import type { NoticeOf } from "../../platform/notices/notice.js";
import { noticeType } from "../../platform/notices/noticeType.js";
import { exampleSpace, inSpace, spaceUrl, times } from "../../platform/notices/payload.js";
import { tell, users } from "../../platform/notices/tell.js";
import type { EmailInvite } from "./store.js";

export const joinRequest = noticeType({
  type: "join_request",
  category: "spaces",
  push: true,
  required: false,
  urgency: "normal",
  ttlMs: days(30),
  pushTtlMs: days(3),
  collapse: ({ spaceId }) => `join-${spaceId}`,
  batch: { key: ({ spaceId }) => spaceId, windowMs: minutes(1) },
  payload: z.object({ ...inSpace, uid: Segment }),
  about: ({ uid }) => uid,
  render: ({ spaceId, spaceName }, count, name) => ({
    title: `${times(count, "A request", "requests")} to join ${spaceName}`,
    body: count === 1 ? `${name} asks to join.` : `${name} and others ask to join.`,
    actionUrl: spaceUrl(spaceId, "/members"),
  }),
  example: { ...exampleSpace, uid: "carol" },
});

export const joinApproved = noticeType({
  type: "join_approved",
  category: "spaces",
  push: true,
  required: false,
  urgency: "normal",
  ttlMs: days(30),
  pushTtlMs: days(3),
  collapse: ({ spaceId }) => `join-${spaceId}`,
  payload: z.object(inSpace),
  render: ({ spaceId, spaceName }) => ({
    title: `Welcome to ${spaceName}`,
    body: "Your request to join was approved.",
    actionUrl: spaceUrl(spaceId),
  }),
  example: exampleSpace,
});

export const memberJoined = noticeType({
  type: "member_joined",
  category: "spaces",
  push: false,
  required: false,
  urgency: "low",
  ttlMs: days(14),
  pushTtlMs: days(1),
  collapse: ({ spaceId }) => `joined-${spaceId}`,
  batch: { key: ({ spaceId }) => spaceId, windowMs: minutes(10) },
  payload: z.object({ ...inSpace, uid: Segment }),
  about: ({ uid }) => uid,
  render: ({ spaceId, spaceName }, count, name) => ({
    title: `${times(count, "A new member", "new members")} in ${spaceName}`,
    body: count === 1 ? `${name} joined.` : `${name} and others joined.`,
    actionUrl: spaceUrl(spaceId, "/members"),
  }),
  example: { ...exampleSpace, uid: "carol" },
});

export const roleChanged = noticeType({
  type: "role_changed",
  category: "spaces",
  push: true,
  required: false,
  urgency: "normal",
  ttlMs: days(30),
  pushTtlMs: days(3),
  collapse: ({ spaceId }) => `role-${spaceId}`,
  batch: { key: ({ spaceId }) => spaceId, windowMs: minutes(10) },
  ringMs: minutes(10),
  payload: z.object({ ...inSpace, role: z.string(), previousRole: z.string() }),
  render: ({ spaceId, spaceName, role, previousRole }) => ({
    title: `Your role in ${spaceName} changed`,
    body: `You are ${role} now; you were ${previousRole}.`,
    actionUrl: spaceUrl(spaceId),
  }),
  example: { ...exampleSpace, role: "admin", previousRole: "member" },
});

export const spaceInvite = noticeType({
  type: "space_invite",
  category: "spaces",
  push: true,
  required: false,
  urgency: "normal",
  ttlMs: days(30),
  pushTtlMs: days(7),
  collapse: ({ spaceId }) => `invite-${spaceId}`,
  batch: { key: ({ spaceId }) => spaceId, windowMs: hours(1) },
  ringMs: hours(1),
  payload: z.object(inSpace),
  render: ({ spaceId, spaceName }) => ({
    title: `You are invited to ${spaceName}`,
    body: "Join to see what is there.",
    actionUrl: spaceUrl(spaceId),
  }),
  example: exampleSpace,
});

export const spacesTypes = [joinRequest, joinApproved, memberJoined, roleChanged, spaceInvite];

/** A member's document was written. */
export interface MemberChange {
  readonly before: Member | undefined;
  readonly after: Member;
  readonly spaceName: string;
  /** Who wrote it; unknown if another backend did. */
  readonly by: string | undefined;
  /** When it was written. */
  readonly at: string;
  /** Names this version of the document. */
  readonly version: string;
}

const managers = (spaceId: string) => ({ type: "members", spaceId, roles: ["owner", "admin"] }) as const;
const spaceOf = ({ after: { spaceId }, spaceName }: MemberChange) => ({
  spaceId,
  spaceName: clip(spaceName),
});
const pathOf = ({ spaceId, uid }: Member): string => `spaces/${spaceId}/members/${uid}`;

const became = ({ before, after }: MemberChange, status: Member["status"]): boolean =>
  after.status === status && before?.status !== status;

/** Who left and asks again asks anew: then the document is a new one, of another time. */
const asked = ({ after }: MemberChange): string => `${pathOf(after)} ${after.status} ${after.createdAt}`;
const joined = ({ after, version }: MemberChange): string =>
  `${pathOf(after)} active ${after.joinedAt ?? version}`;

export function tellJoinRequest(change: MemberChange): NoticeOf<typeof joinRequest>[] {
  const { after, by = after.uid, at } = change;
  if (!became(change, "requested")) return [];
  return tell(joinRequest, {
    cause: asked(change),
    payload: { ...spaceOf(change), uid: after.uid },
    actor: by,
    at,
    audience: managers(after.spaceId),
  });
}

export function tellJoinApproved(change: MemberChange): NoticeOf<typeof joinApproved>[] {
  const { before, after, by, at } = change;
  if (before?.status !== "requested" || !became(change, "active")) return [];
  return tell(joinApproved, {
    cause: joined(change),
    payload: spaceOf(change),
    actor: by,
    at,
    audience: users(after.uid),
  });
}

/** A founder joins no other member. A user whose request was approved is told so by a notification of their own. */
export function tellMemberJoined(change: MemberChange): NoticeOf<typeof memberJoined>[] {
  const { before, after, by = after.uid, at } = change;
  const founds = before === undefined && after.role === "owner";
  if (founds || !became(change, "active")) return [];
  return tell(memberJoined, {
    cause: joined(change),
    payload: { ...spaceOf(change), uid: after.uid },
    actor: by,
    at,
    audience: { ...managers(after.spaceId), except: [after.uid] },
  });
}

/** A role that comes with an approval is part of it. */
export function tellRoleChanged(change: MemberChange): NoticeOf<typeof roleChanged>[] {
  const { before, after, by, at, version } = change;
  if (before?.status !== "active" || after.status !== "active" || before.role === after.role) return [];
  return tell(roleChanged, {
    cause: `${pathOf(after)} ${after.role} ${version}`,
    payload: { ...spaceOf(change), role: after.role, previousRole: before.role },
    actor: by,
    at,
    audience: users(after.uid),
  });
}

export function tellSpaceInvite(change: MemberChange): NoticeOf<typeof spaceInvite>[] {
  const { after, by, at } = change;
  if (!became(change, "invited")) return [];
  return tell(spaceInvite, {
    cause: asked(change),
    payload: spaceOf(change),
    actor: by,
    at,
    audience: users(after.uid),
  });
}

/** The same for the user who has the address that was invited. */
export const tellAddressInvite = (
  invite: EmailInvite & { uid: string; spaceName: string },
): NoticeOf<typeof spaceInvite>[] =>
  tell(spaceInvite, {
    cause: `spaces/${invite.spaceId}/invites/${invite.addressHash} ${invite.createdAt}`,
    payload: { spaceId: invite.spaceId, spaceName: clip(invite.spaceName) },
    actor: invite.invitedBy,
    at: invite.createdAt,
    audience: users(invite.uid),
  });
