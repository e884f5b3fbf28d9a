import type { Member } from "@firecast/contract/spaces";
import type { AddressInvite } from "../../spaces/actions.js";
import type { Notice } from "../notice.js";
import { clip } from "./clip.js";
import { tell, users } from "./tell.js";

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
const inSpace = ({ after: { spaceId }, spaceName }: MemberChange) => ({
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

export function joinRequest(change: MemberChange): Notice<"join_request">[] {
  const { after, by = after.uid, at } = change;
  if (!became(change, "requested")) return [];
  return tell("join_request", {
    cause: asked(change),
    payload: { ...inSpace(change), uid: after.uid },
    actor: by,
    at,
    audience: managers(after.spaceId),
  });
}

export function joinApproved(change: MemberChange): Notice<"join_approved">[] {
  const { before, after, by, at } = change;
  if (before?.status !== "requested" || !became(change, "active")) return [];
  return tell("join_approved", {
    cause: joined(change),
    payload: inSpace(change),
    actor: by,
    at,
    audience: users(after.uid),
  });
}

/** The founder joins nobody. Whoever was let in is told so by their own notification. */
export function memberJoined(change: MemberChange): Notice<"member_joined">[] {
  const { before, after, by = after.uid, at } = change;
  const founds = before === undefined && after.role === "owner";
  if (founds || !became(change, "active")) return [];
  return tell("member_joined", {
    cause: joined(change),
    payload: { ...inSpace(change), uid: after.uid },
    actor: by,
    at,
    audience: { ...managers(after.spaceId), except: [after.uid] },
  });
}

/** A role that comes with an approval is part of it. */
export function roleChanged(change: MemberChange): Notice<"role_changed">[] {
  const { before, after, by, at, version } = change;
  if (before?.status !== "active" || after.status !== "active" || before.role === after.role) return [];
  return tell("role_changed", {
    cause: `${pathOf(after)} ${after.role} ${version}`,
    payload: { ...inSpace(change), role: after.role, previousRole: before.role },
    actor: by,
    at,
    audience: users(after.uid),
  });
}

export function spaceInvite(change: MemberChange): Notice<"space_invite">[] {
  const { after, by, at } = change;
  if (!became(change, "invited")) return [];
  return tell("space_invite", {
    cause: asked(change),
    payload: inSpace(change),
    actor: by,
    at,
    audience: users(after.uid),
  });
}

/** The same for whoever has the address that was invited. */
export const addressInvite = (
  invite: AddressInvite & { uid: string; spaceName: string },
): Notice<"space_invite">[] =>
  tell("space_invite", {
    cause: `spaces/${invite.spaceId}/invites/${invite.addressHash} ${invite.createdAt}`,
    payload: { spaceId: invite.spaceId, spaceName: clip(invite.spaceName) },
    actor: invite.invitedBy,
    at: invite.createdAt,
    audience: users(invite.uid),
  });
