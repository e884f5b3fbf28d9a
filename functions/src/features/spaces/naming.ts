import type { Member, NamedMember } from "@firecast/contract/spaces";
import type { Names } from "../accounts/actions.js";

/** Whether the user has come here at some time: of whom others only wrote down, no name is told. */
const hasCome = ({ status, joinedAt }: Member): boolean => status === "requested" || joinedAt !== undefined;

/** With the name that the user has now. */
export async function named(names: Pick<Names, "one">, member: Member): Promise<NamedMember> {
  return hasCome(member) ? { ...member, displayName: await names.one(member.uid) } : member;
}
