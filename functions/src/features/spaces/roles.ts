import type { Member, SpaceRole } from "@firecast/contract/spaces";

/** Owners and admins decide who belongs to a space. */
export const isManager = (role: SpaceRole): boolean => role !== "member";

/** Owners manage everybody, admins everybody but owners. */
export const mayManage = (actor: SpaceRole, target: SpaceRole): boolean =>
  actor === "owner" || (actor === "admin" && target !== "owner");

/** Only owners make owners and admins. */
export const mayGrant = (actor: SpaceRole, role: SpaceRole): boolean =>
  actor === "owner" || (actor === "admin" && role === "member");

/** Members know the members. Who asked, is invited or is banned is known to those who decide, and to themselves. */
export function maySee(actor: Member | undefined, target: Member): boolean {
  if (actor?.uid === target.uid) return true;
  if (actor?.status !== "active") return false;
  return target.status === "active" || isManager(actor.role);
}

export const isActiveOwner = ({ role, status }: Member): boolean => role === "owner" && status === "active";
