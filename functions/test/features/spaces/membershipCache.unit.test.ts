import { Timestamp } from "firebase-admin/firestore";
import { expect } from "chai";
import type { Member } from "@firecast/contract/space/spaces";
import { membershipCache } from "../../../src/features/spaces/members/membershipCache.js";
import { aMember } from "./builders.js";

/** A store whose reads are answered by hand, and a clock that is set. */
function aStore() {
  const reads: ((member: Member | undefined | Error) => void)[] = [];
  let now = Date.parse("2026-03-01T12:00:00Z");
  const members = membershipCache(
    {
      deletion: () => Promise.resolve(undefined),
      member: () =>
        new Promise((resolve, reject) => {
          reads.push((answer) => {
            if (answer instanceof Error) reject(answer);
            else resolve(answer && { value: answer, version: Timestamp.fromMillis(0) });
          });
        }),
    },
    { now: () => now },
  );
  return {
    members,
    reads,
    answer: (member: Member | undefined | Error) => reads.at(-1)?.(member),
    pass: (ms: number) => (now += ms),
  };
}

describe("a membership", () => {
  it("is read once for callers at the same time", async () => {
    const { members, reads, answer } = aStore();
    const asked = [members.isMember("mia", "s1"), members.isMember("mia", "s1"), members.of("mia", "s1")];
    answer(aMember());
    expect(await Promise.all(asked)).to.deep.equal([true, true, aMember()]);
    expect(reads).to.have.length(1);
  });

  it("is believed for a second, counted from the beginning of the read", async () => {
    const { members, reads, answer, pass } = aStore();
    const asked = members.isMember("mia", "s1");
    pass(800);
    answer(aMember());
    await asked;
    pass(199);
    expect(await members.isMember("mia", "s1")).to.equal(true);
    expect(reads).to.have.length(1);
    pass(2);
    const again = members.isMember("mia", "s1");
    answer(undefined);
    expect(await again).to.equal(false);
    expect(reads).to.have.length(2);
  });

  it("is known at once to who has just joined: a no is not kept", async () => {
    const { members, answer } = aStore();
    const asked = members.isMember("mia", "s1");
    answer(undefined);
    expect(await asked).to.equal(false);
    const again = members.isMember("mia", "s1");
    answer(aMember());
    expect(await again).to.equal(true);
  });

  it("is of active members only", async () => {
    const { members, answer } = aStore();
    for (const status of ["requested", "invited"] as const) {
      const asked = members.isMember("mia", "s1");
      answer(aMember({ status }));
      expect(await asked, status).to.equal(false);
    }
  });

  it("is forgotten at once when told to, also while it is being read", async () => {
    const { members, reads, answer } = aStore();
    const old = members.isMember("mia", "s1");
    members.forget("mia", "s1");
    const fresh = members.isMember("mia", "s1");
    reads[0]?.(aMember());
    answer(undefined);
    expect([await old, await fresh]).to.deep.equal([true, false]);
    const after = members.isMember("mia", "s1");
    answer(undefined);
    expect(await after).to.equal(false);
  });

  it("is asked again after a read that failed", async () => {
    const { members, answer } = aStore();
    const asked = members.isMember("mia", "s1");
    answer(new Error("no answer"));
    expect(await asked.catch((error: unknown) => String(error))).to.equal("Error: no answer");
    const again = members.isMember("mia", "s1");
    answer(aMember());
    expect(await again).to.equal(true);
  });

  it("is of one space and one user", () => {
    const { members, reads } = aStore();
    void members.isMember("mia", "s1");
    void members.isMember("mia", "s2");
    void members.isMember("max", "s1");
    expect(reads).to.have.length(3);
  });
});
