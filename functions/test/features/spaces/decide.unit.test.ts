import { expect } from "chai";
import fc from "fast-check";
import type { Member, SpaceRole } from "@firecast/contract/space/spaces";
import {
  decideChange,
  decideInvite,
  decideJoin,
  decideRemoval,
  type MemberDecision,
  founder,
} from "../../../src/features/spaces/members/decide.js";
import { aMember, anAdmin, anOwner, aSpace, at } from "./builders.js";

const refusal = (decision: MemberDecision) => (decision.type === "refuse" ? decision.code : decision.type);

describe("joining a space", () => {
  const join = (values: Partial<Parameters<typeof decideJoin>[0]> = {}) =>
    decideJoin({ space: aSpace(), uid: "nina", member: undefined, invitedByEmail: false, at, ...values });
  const joined = (by: string) => ({ type: "space:member:joined", by, data: { uid: by, role: "member" } });

  it("is immediate where the space is open", () => {
    expect(join({ space: aSpace({ joinPolicy: "open" }) })).to.deep.equal({
      type: "save",
      member: { uid: "nina", spaceId: "s1", role: "member", status: "active", createdAt: at, joinedAt: at },
      event: joined("nina"),
    });
  });

  it("is a request where somebody has to approve, and nobody hears of it", () => {
    expect(join()).to.deep.equal({
      type: "save",
      member: { uid: "nina", spaceId: "s1", role: "member", status: "requested", createdAt: at },
    });
  });

  it("accepts an invite, and keeps the role that was meant", () => {
    const member = aMember({ uid: "nina", status: "invited", role: "admin" });
    expect(join({ member })).to.deep.equal({
      type: "save",
      member: { ...member, status: "active", joinedAt: at },
      event: { type: "space:member:joined", by: "nina", data: { uid: "nina", role: "admin" } },
    });
  });

  it("accepts an invite that waits for the address, also after asking", () => {
    expect(join({ invitedByEmail: true })).to.have.nested.property("member.status", "active");
    const asked = aMember({ uid: "nina", status: "requested" });
    expect(join({ member: asked, invitedByEmail: true })).to.have.nested.property("member.status", "active");
  });

  it("changes nothing for who asked already, and nothing for a member", () => {
    const asked = aMember({ uid: "nina", status: "requested" });
    expect(join({ member: asked })).to.deep.equal({ type: "keep", member: asked });
    const member = aMember({ uid: "nina" });
    expect(join({ member, space: aSpace({ joinPolicy: "open" }) })).to.deep.equal({ type: "keep", member });
  });
});

describe("inviting to a space", () => {
  const invite = (member: Member | undefined, actor = anAdmin()) =>
    decideInvite({ actor, uid: "nina", member, at });

  it("is for owners and admins", () => {
    expect(refusal(invite(undefined, aMember()))).to.equal("forbidden");
    expect(invite(undefined, anOwner())).to.deep.equal({
      type: "save",
      member: { uid: "nina", spaceId: "s1", role: "member", status: "invited", createdAt: at },
    });
  });

  it("lets in at once who has asked", () => {
    const member = aMember({ uid: "nina", status: "requested" });
    expect(invite(member)).to.deep.equal({
      type: "save",
      member: { ...member, status: "active", joinedAt: at },
      event: { type: "space:member:joined", by: "adam", data: { uid: "nina", role: "member" } },
    });
  });

  it("changes nothing for the invited and for members", () => {
    for (const status of ["invited", "active"] as const) {
      const member = aMember({ uid: "nina", status });
      expect(invite(member)).to.deep.equal({ type: "keep", member });
    }
  });
});

describe("changing a member", () => {
  const change = (values: Partial<Parameters<typeof decideChange>[0]>) =>
    decideChange({ actor: anOwner(), target: aMember(), change: {}, otherOwner: false, at, ...values });

  it("approves a request, with a role if one is given, in one event", () => {
    const target = aMember({ status: "requested" });
    expect(change({ target, change: { status: "active", role: "admin" } })).to.deep.equal({
      type: "save",
      member: { ...target, status: "active", role: "admin", joinedAt: at },
      event: { type: "space:member:joined", by: "olga", data: { uid: "mia", role: "admin" } },
    });
  });

  it("does not make a member of who was only invited", () => {
    const target = aMember({ status: "invited" });
    expect(refusal(change({ target, change: { status: "active" } }))).to.equal("conflict");
  });

  it("gives no role before the approval", () => {
    const target = aMember({ status: "requested" });
    expect(refusal(change({ target, change: { role: "admin" } }))).to.equal("conflict");
  });

  it("tells the old and the new role", () => {
    expect(change({ change: { role: "admin" } })).to.deep.equal({
      type: "save",
      member: aMember({ role: "admin" }),
      event: {
        type: "space:member:role-changed",
        by: "olga",
        data: { uid: "mia", role: "admin", previousRole: "member" },
      },
    });
  });

  it("keeps what is so already", () => {
    expect(change({ change: { status: "active", role: "member" } })).to.deep.equal({
      type: "keep",
      member: aMember(),
    });
  });

  it("lets owners make owners and admins, and admins only members", () => {
    const outcomes = (actor: Member, role: SpaceRole) => refusal(change({ actor, change: { role } }));
    expect(
      ["owner", "admin"].map((role) => outcomes(anOwner(), role === "owner" ? "owner" : "admin")),
    ).to.deep.equal(["save", "save"]);
    expect(outcomes(anAdmin(), "owner")).to.equal("forbidden");
    expect(outcomes(anAdmin(), "admin")).to.equal("forbidden");
    expect(refusal(change({ actor: anAdmin(), target: anAdmin(), change: { role: "member" } }))).to.equal(
      "save",
    );
  });

  it("is not for members, nor for admins where the target is an owner", () => {
    expect(refusal(change({ actor: aMember({ uid: "max" }), change: { role: "member" } }))).to.equal(
      "forbidden",
    );
    expect(refusal(change({ actor: anAdmin(), target: anOwner(), change: { role: "member" } }))).to.equal(
      "forbidden",
    );
  });

  it("is not for who is no member, whatever role is written there", () => {
    const pretender = anOwner({ uid: "paul", status: "requested" });
    const decision = change({ actor: pretender, target: pretender, change: { status: "active" } });
    expect(refusal(decision)).to.equal("forbidden");
  });

  it("does not take the last owner away", () => {
    const demotion = { actor: anOwner(), target: anOwner(), change: { role: "member" } } as const;
    expect(refusal(change({ ...demotion, otherOwner: false }))).to.equal("conflict");
    expect(refusal(change({ ...demotion, otherOwner: true }))).to.equal("save");
  });
});

describe("removing a member", () => {
  const remove = (actor: Member, target: Member, otherOwner = false) =>
    decideRemoval({ actor, target, otherOwner });

  it("tells the others that somebody left", () => {
    expect(remove(aMember(), aMember())).to.deep.equal({
      type: "remove",
      member: aMember(),
      event: { type: "space:member:left", by: "mia", data: { uid: "mia" } },
    });
  });

  it("tells nobody of a declined request or a withdrawn invite", () => {
    for (const status of ["requested", "invited"] as const) {
      const target = aMember({ status });
      expect(remove(anAdmin(), target)).to.deep.equal({ type: "remove", member: target });
      expect(remove(target, target)).to.deep.equal({ type: "remove", member: target });
    }
  });

  it("is for owners, for admins where the target is no owner, and for oneself", () => {
    expect(refusal(remove(anOwner(), anAdmin()))).to.equal("remove");
    expect(refusal(remove(anAdmin(), aMember()))).to.equal("remove");
    expect(refusal(remove(anAdmin(), anOwner(), true))).to.equal("forbidden");
    expect(refusal(remove(aMember({ uid: "max" }), aMember()))).to.equal("forbidden");
  });

  it("keeps the last owner", () => {
    expect(refusal(remove(anOwner(), anOwner(), false))).to.equal("conflict");
    expect(refusal(remove(anOwner(), anOwner(), true))).to.equal("remove");
  });
});

describe("a space", () => {
  const uids = ["olga", "adam", "mia", "max"] as const;
  const step = fc.record({
    act: fc.constantFrom("join", "invite", "approve", "promote", "demote", "admin", "ban", "remove"),
    actor: fc.constantFrom(...uids),
    target: fc.constantFrom(...uids),
  });
  const roleFor: Partial<Record<string, SpaceRole>> = { promote: "owner", demote: "member", admin: "admin" };

  it("has an active owner whatever its members do, and admins never touch one", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const space = aSpace();
        const members = new Map([[space.createdBy, founder(space)]]);
        const owners = () => [...members.values()].filter((m) => m.role === "owner" && m.status === "active");
        for (const { act, actor: actorUid, target: targetUid } of steps) {
          const actor = members.get(actorUid);
          const target = members.get(targetUid);
          const otherOwner = owners().some((owner) => owner.uid !== targetUid);
          const decision = decide();
          if (!decision) continue;
          if (decision.type === "save") members.set(decision.member.uid, decision.member);
          if (decision.type === "remove") members.delete(decision.member.uid);
          const touched = decision.type === "save" || decision.type === "remove";
          if (touched && target?.role === "owner" && actorUid !== targetUid && act !== "join") {
            expect(actor?.role).to.equal("owner");
          }
          expect(owners()).to.not.be.empty;

          function decide(): MemberDecision | undefined {
            if (act === "join") {
              return decideJoin({ space, uid: actorUid, member: actor, invitedByEmail: false, at });
            }
            if (actor?.status !== "active") return undefined;
            if (act === "invite") return decideInvite({ actor, uid: targetUid, member: target, at });
            if (!target) return undefined;
            if (act === "remove") return decideRemoval({ actor, target, otherOwner });
            const role = roleFor[act];
            const status = act === "ban" ? ("banned" as const) : ("active" as const);
            const change = role ? { role } : { status };
            return decideChange({ actor, target, change, otherOwner, at });
          }
        }
      }),
    );
  });
});
