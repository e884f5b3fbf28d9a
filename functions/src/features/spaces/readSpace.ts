import type { Member, NamedMember, Space } from "@firecast/contract/space/spaces";
import type { User } from "../../platform/auth/user.js";
import { notFound } from "../../platform/problems.js";
import { maySee } from "./members/decide.js";
import type { SpacesDeps } from "./deps.js";
import { ownInvite } from "./members/ownInvite.js";

/** @throws Problem `not_found` if the user is no active member. */
export async function readSpace(
  { store, members }: SpacesDeps,
  { user, spaceId }: { user: User; spaceId: string },
): Promise<Space> {
  if (!(await members.isMember(user.uid, spaceId))) throw notFound();
  const space = await store.space(spaceId);
  if (!space) throw notFound();
  return space;
}

/** A member as `user` may see it: an invite to one's own address looks like a membership that waits. */
export async function readMember(
  { store, members, names }: SpacesDeps,
  { user, spaceId, uid }: { user: User; spaceId: string; uid: string },
): Promise<NamedMember> {
  if (await members.isDeleted(spaceId)) throw notFound();
  const [target, actor] = await store.members(spaceId, [uid, user.uid]);
  if (target && maySee(actor?.value, target.value)) return named(names, target.value);
  const invite = !target && user.uid === uid ? await ownInvite(store, user, spaceId) : undefined;
  if (!invite) throw notFound();
  return invite.member;
}

/** Whether the user has come here at some time: of a user whom others only invited or banned, no name is told. */
const hasCome = ({ status, joinedAt }: Member): boolean => status === "requested" || joinedAt !== undefined;

/** With the name that the user has now. */
export async function named(names: SpacesDeps["names"], member: Member): Promise<NamedMember> {
  return hasCome(member) ? { ...member, displayName: await names.one(member.uid) } : member;
}
