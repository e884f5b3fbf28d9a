import { expect } from "chai";
import type { Member } from "@firecast/contract/space/spaces";
import {
  spacesTypes,
  tellJoinApproved,
  tellJoinRequest,
  type MemberChange,
  tellMemberJoined,
  tellRoleChanged,
  tellSpaceInvite,
} from "../../../src/features/spaces/notices.js";
import { aMember, anOwner, at, earlier } from "./builders.js";
import { expectTold, toldTo } from "../../platform/notices/told.js";

const asking = aMember({ status: "requested" });
const invited = aMember({ status: "invited" });
const joinedAt = at;

const change = (
  before: Member | undefined,
  after: Member,
  by: string | undefined = after.uid,
): MemberChange => ({
  before,
  after,
  spaceName: "Lobby",
  by,
  at,
  version: "v7",
});
const all = (written: MemberChange) => [
  ...tellJoinRequest(written),
  ...tellJoinApproved(written),
  ...tellMemberJoined(written),
  ...tellRoleChanged(written),
  ...tellSpaceInvite(written),
];
const typesOf = (written: MemberChange): string[] => all(written).map(({ type }) => type);

const lobby = { spaceId: "s1", spaceName: "Lobby" };
const path = "spaces/s1/members/mia";
const managers = { type: "members", spaceId: "s1", roles: ["owner", "admin"] } as const;

describe("join_request", () => {
  it("tells owners and admins who asks", () => {
    expectTold(spacesTypes, all(change(undefined, asking)), [
      {
        type: "join_request",
        cause: `${path} requested ${earlier}`,
        payload: { ...lobby, uid: "mia" },
        actor: "mia",
        at,
        audience: managers,
      },
    ]);
  });

  it("is told once, and anew when somebody asks again after all", () => {
    expect(typesOf(change(asking, asking))).to.deep.equal([]);
    const again = aMember({ status: "requested", createdAt: at });
    expect(tellJoinRequest(change(undefined, again))[0]?.cause).to.equal(`${path} requested ${at}`);
  });

  it("names who asks as its cause, also where another backend wrote the request", () => {
    expect(tellJoinRequest({ ...change(undefined, asking), by: undefined })[0]?.actor).to.equal("mia");
  });
});

describe("join_approved", () => {
  const approved = aMember({ joinedAt });

  it("tells who asked", () => {
    expectTold(spacesTypes, tellJoinApproved(change(asking, approved, "olga")), [
      {
        type: "join_approved",
        cause: `${path} active ${joinedAt}`,
        payload: lobby,
        actor: "olga",
        at,
        audience: { type: "users", uids: ["mia"] },
      },
    ]);
  });

  it("is nothing to tell whoever got in by themselves", () => {
    expect(tellJoinApproved(change(undefined, approved))).to.deep.equal([]);
    expect(tellJoinApproved(change(invited, approved))).to.deep.equal([]);
    expect(tellJoinApproved(change(asking, approved, "mia")), "by an invite to the address").to.deep.equal(
      [],
    );
  });
});

describe("member_joined", () => {
  const joined = aMember({ joinedAt });

  it("tells owners and admins but for the one who joined", () => {
    expectTold(spacesTypes, tellMemberJoined(change(undefined, joined)), [
      {
        type: "member_joined",
        cause: `${path} active ${joinedAt}`,
        payload: { ...lobby, uid: "mia" },
        actor: "mia",
        at,
        audience: { ...managers, except: ["mia"] },
      },
    ]);
  });

  it("leaves out who approved, as their own act", () => {
    expect(tellMemberJoined(change(asking, joined, "adam"))[0]).to.include({ actor: "adam" });
  });

  it("does not tell the founder of a space", () => {
    expect(typesOf(change(undefined, anOwner()))).to.deep.equal([]);
  });

  it("is told once, and anew after leaving", () => {
    expect(typesOf(change(joined, joined))).to.deep.equal([]);
    const later = aMember({ joinedAt: "2026-04-01T12:00:00.000Z" });
    expect(tellMemberJoined(change(undefined, later))[0]?.cause).to.equal(`${path} active ${later.joinedAt}`);
  });
});

describe("role_changed", () => {
  it("tells the member the new role and the old one", () => {
    expectTold(spacesTypes, all(change(aMember(), aMember({ role: "admin" }), "olga")), [
      {
        type: "role_changed",
        cause: `${path} admin v7`,
        payload: { ...lobby, role: "admin", previousRole: "member" },
        actor: "olga",
        at,
        audience: { type: "users", uids: ["mia"] },
      },
    ]);
  });

  it("does not tell whoever changed their own role", () => {
    expect(typesOf(change(anOwner(), anOwner({ role: "member" })))).to.deep.equal([]);
  });

  it("is part of an approval where it came with one", () => {
    expect(typesOf(change(asking, aMember({ role: "admin" }), "olga"))).to.deep.equal([
      "join_approved",
      "member_joined",
    ]);
  });

  it("tells the member also where another backend did it", () => {
    const written = { ...change(aMember(), aMember({ role: "admin" })), by: undefined };
    expect(toldTo(tellRoleChanged(written))).to.deep.equal(["mia"]);
  });
});

describe("space_invite", () => {
  it("tells the invited", () => {
    expectTold(spacesTypes, all(change(undefined, invited, "olga")), [
      {
        type: "space_invite",
        cause: `${path} invited ${earlier}`,
        payload: lobby,
        actor: "olga",
        at,
        audience: { type: "users", uids: ["mia"] },
      },
    ]);
  });

  it("is told once", () => {
    expect(typesOf(change(invited, invited, "olga"))).to.deep.equal([]);
  });

  it("fits whatever the space is called", () => {
    const written = { ...change(undefined, invited, "olga"), spaceName: "🦄".repeat(300) };
    const [notice] = tellSpaceInvite(written);
    expect(notice?.payload.spaceName).to.equal(`${"🦄".repeat(99)}…`);
  });
});
