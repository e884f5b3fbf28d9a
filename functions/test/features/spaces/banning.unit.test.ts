import { expect } from "chai";
import type { Member } from "@firecast/contract/space/spaces";
import {
  decideChange,
  decideInvite,
  decideJoin,
  decideRemoval,
  type MemberDecision,
} from "../../../src/features/spaces/members/decide.js";
import { aMember, anAdmin, anOwner, aSpace, at } from "./builders.js";

const refusal = (decision: MemberDecision) => (decision.type === "refuse" ? decision.code : decision.type);

describe("F6: banning a member", () => {
  const ban = (actor: Member, target: Member, otherOwner = false) =>
    decideChange({ actor, target, change: { status: "banned" }, otherOwner, at });
  const banned = aMember({ status: "banned" });

  it("tells the others that the member has left, and takes the role away", () => {
    expect(ban(anOwner(), aMember({ role: "admin" }))).to.deep.equal({
      type: "save",
      member: { ...aMember(), role: "member", status: "banned" },
      event: { type: "space:member:left", by: "olga", data: { uid: "mia" } },
    });
  });

  it("tells nobody where the user was not in, and changes nothing for the banned", () => {
    for (const status of ["requested", "invited"] as const) {
      expect(ban(anAdmin(), aMember({ status }))).to.deep.equal({ type: "save", member: banned });
    }
    expect(ban(anAdmin(), banned)).to.deep.equal({ type: "keep", member: banned });
  });

  it("is for owners, and for admins where the target is no owner; nobody bans themselves or the last owner", () => {
    expect(refusal(ban(aMember({ uid: "max" }), aMember()))).to.equal("forbidden");
    expect(refusal(ban(anAdmin(), anOwner(), true))).to.equal("forbidden");
    expect(refusal(ban(anAdmin(), anAdmin({ uid: "ada" })))).to.equal("save");
    expect(refusal(ban(anOwner(), anOwner({ uid: "otto" }), true))).to.equal("save");
    expect(refusal(ban(anOwner(), anOwner({ uid: "otto" }), false))).to.equal("conflict");
    expect(refusal(ban(anOwner(), anOwner(), true))).to.equal("conflict");
  });

  it("keeps the user from joining, whatever invites there are, and from being invited", () => {
    const joining = { uid: "mia", member: banned, invitedByEmail: true, at };
    for (const joinPolicy of ["open", "request"] as const) {
      expect(refusal(decideJoin({ ...joining, space: aSpace({ joinPolicy }) }))).to.equal("forbidden");
    }
    expect(refusal(decideInvite({ actor: anOwner(), uid: "mia", member: banned, at }))).to.equal("conflict");
  });

  it("ends by taking the user back, as a member or with a role, or by removing the ban", () => {
    const change = (wish: Parameters<typeof decideChange>[0]["change"]) =>
      decideChange({ actor: anOwner(), target: banned, change: wish, otherOwner: true, at });
    expect(change({ status: "active" })).to.deep.equal({
      type: "save",
      member: { ...banned, status: "active", joinedAt: at },
      event: { type: "space:member:joined", by: "olga", data: { uid: "mia", role: "member" } },
    });
    expect(change({ status: "active", role: "admin" })).to.have.nested.property("member.role", "admin");
    expect(refusal(change({ role: "admin" }))).to.equal("conflict");
    const lift = (actor: Member) => decideRemoval({ actor, target: banned, otherOwner: true });
    expect(lift(anAdmin())).to.deep.equal({ type: "remove", member: banned });
    expect(refusal(lift(banned)), "by leaving").to.equal("forbidden");
  });
});
