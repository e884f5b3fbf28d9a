import type { membersChannel } from "@firecast/contract/space/spaces";
import type { ChangeMember, Member, Space, SpaceRole } from "@firecast/contract/space/spaces";
import type { AnyDraft } from "../../../realtime/index.js";

type MembersEvent = AnyDraft<typeof membersChannel>;

/** Owners and admins decide which users belong to a space. */
export const isManager = (role: SpaceRole): boolean => role !== "member";

/** Owners manage all members, admins all but owners. */
export const mayManage = (actor: SpaceRole, target: SpaceRole): boolean =>
  actor === "owner" || (actor === "admin" && target !== "owner");

/** Only owners make owners and admins. */
export const mayGrant = (actor: SpaceRole, role: SpaceRole): boolean =>
  actor === "owner" || (actor === "admin" && role === "member");

/** Members know the members. Users who asked, are invited or are banned are known to owners, admins and themselves. */
export function maySee(actor: Member | undefined, target: Member): boolean {
  if (actor?.uid === target.uid) return true;
  if (actor?.status !== "active") return false;
  return target.status === "active" || isManager(actor.role);
}

export const isActiveOwner = ({ role, status }: Member): boolean => role === "owner" && status === "active";

/** What becomes of a member. An event belongs to the same commit. */
export type MemberDecision =
  | { type: "keep"; member: Member }
  | { type: "save"; member: Member; event?: MembersEvent }
  | { type: "remove"; member: Member; event?: MembersEvent }
  | { type: "refuse"; code: "forbidden" | "conflict"; detail: string };

const keep = (member: Member): MemberDecision => ({ type: "keep", member });
const save = (member: Member, event?: MembersEvent): MemberDecision => ({
  type: "save",
  member,
  ...(event && { event }),
});
const forbid = (detail: string): MemberDecision => ({ type: "refuse", code: "forbidden", detail });
const conflict = (detail: string): MemberDecision => ({ type: "refuse", code: "conflict", detail });

function admit(member: Member, by: string, at: string): MemberDecision {
  const { uid, role } = member;
  return save(
    { ...member, status: "active", joinedAt: at },
    { type: "space:member:joined", by, data: { uid, role } },
  );
}

/** How a user who is new to a space begins there. */
export const newcomer = (spaceId: string, uid: string, status: Member["status"], at: string): Member => ({
  uid,
  spaceId,
  role: "member",
  status,
  createdAt: at,
});

/** The creator is the first owner. */
export const founder = (space: Space): Member => ({
  uid: space.createdBy,
  spaceId: space.id,
  role: "owner",
  status: "active",
  createdAt: space.createdAt,
  joinedAt: space.createdAt,
});

interface Joining {
  space: Space;
  uid: string;
  member: Member | undefined;
  /** An invite waits for the user's verified e-mail address. */
  invitedByEmail: boolean;
  at: string;
}

/** An open space takes every user, any space the users that it invited; others have asked to join. No invite outweighs a ban. */
export function decideJoin({ space, uid, member, invitedByEmail, at }: Joining): MemberDecision {
  if (member?.status === "banned") return forbid("You are banned from this space.");
  if (member?.status === "active") return keep(member);
  const welcome = space.joinPolicy === "open" || invitedByEmail || member?.status === "invited";
  if (welcome) return admit(member ?? newcomer(space.id, uid, "requested", at), uid, at);
  return member ? keep(member) : save(newcomer(space.id, uid, "requested", at));
}

interface Inviting {
  actor: Member;
  uid: string;
  member: Member | undefined;
  at: string;
}

export const onlyManagersInvite = "Owners and admins of the space invite.";

/** A user who has asked already and is invited now becomes a member. */
export function decideInvite({ actor, uid, member, at }: Inviting): MemberDecision {
  if (!isManager(actor.role)) return forbid(onlyManagersInvite);
  if (member?.status === "banned") return liftFirst;
  if (member?.status === "requested") return admit(member, actor.uid, at);
  return member ? keep(member) : save(newcomer(actor.spaceId, uid, "invited", at));
}

interface Changing {
  actor: Member;
  target: Member;
  change: ChangeMember;
  /** Whether the space has an active owner besides the target. */
  otherOwner: boolean;
  at: string;
}

export function decideChange({ actor, target, change, otherOwner, at }: Changing): MemberDecision {
  const role = change.role ?? target.role;
  const approved = change.status === "active" && ["requested", "banned"].includes(target.status);
  if (actor.status !== "active" || !mayManage(actor.role, target.role))
    return forbid("Owners change any member, admins any but owners.");
  if (change.status === "banned") return decideBan({ actor, target, otherOwner });
  if (role !== target.role && !mayGrant(actor.role, role)) return forbid("Owners make owners and admins.");
  if (target.status === "invited") return conflict("Invited: becomes a member by joining, not by approval.");
  if (target.status === "requested" && !approved) return conflict("Approve the request first.");
  if (target.status === "banned" && !approved) return liftFirst;
  if (isActiveOwner(target) && role !== "owner" && !otherOwner) return lastOwner;
  if (approved) return admit({ ...target, role }, actor.uid, at);
  if (role === target.role) return keep(target);
  const data = { uid: target.uid, role, previousRole: target.role };
  return save({ ...target, role }, { type: "space:member:role-changed", by: actor.uid, data });
}

interface Removing {
  actor: Member;
  target: Member;
  otherOwner: boolean;
}

/** A ban takes the role with it: an owner who is taken back comes as a member. */
function decideBan({ actor, target, otherOwner }: Removing): MemberDecision {
  if (actor.uid === target.uid) return conflict("You cannot ban yourself: leave the space instead.");
  if (target.status === "banned") return keep(target);
  if (isActiveOwner(target) && !otherOwner) return lastOwner;
  const left = target.status === "active" ? hasLeft(target, actor) : undefined;
  return save({ ...target, role: "member", status: "banned" }, left);
}

/** Leaving, removing, declining a request, withdrawing an invite and lifting a ban are one thing: the document goes. */
export function decideRemoval({ actor, target, otherOwner }: Removing): MemberDecision {
  const leaves = actor.uid === target.uid;
  if (!leaves && !mayManage(actor.role, target.role))
    return forbid("Owners remove any member, admins any but owners.");
  if (leaves && target.status === "banned") return forbid("Owners and admins lift a ban.");
  if (isActiveOwner(target) && !otherOwner) return lastOwner;
  if (target.status !== "active") return { type: "remove", member: target };
  return { type: "remove", member: target, event: hasLeft(target, actor) };
}

const hasLeft = ({ uid }: Member, by: Member): MembersEvent => ({
  type: "space:member:left",
  by: by.uid,
  data: { uid },
});

const liftFirst = conflict("The user is banned. Lift the ban first.");
const lastOwner = conflict("A space needs an owner. Make somebody else an owner first.");
