import type { Member, Space } from "@firecast/contract/space/spaces";

export const at = "2026-03-01T12:00:00.000Z";
export const earlier = "2026-02-01T12:00:00.000Z";

export const aSpace = (values: Partial<Space> = {}): Space => ({
  id: "s1",
  name: "Lobby",
  joinPolicy: "request",
  createdBy: "olga",
  createdAt: earlier,
  ...values,
});

export function aMember(values: Partial<Member> = {}): Member {
  const member: Member = {
    uid: "mia",
    spaceId: "s1",
    role: "member",
    status: "active",
    createdAt: earlier,
    ...values,
  };
  return member.status === "active" ? { joinedAt: earlier, ...member } : member;
}

export const anOwner = (values: Partial<Member> = {}): Member =>
  aMember({ uid: "olga", role: "owner", ...values });
export const anAdmin = (values: Partial<Member> = {}): Member =>
  aMember({ uid: "adam", role: "admin", ...values });
