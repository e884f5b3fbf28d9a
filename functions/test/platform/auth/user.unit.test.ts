import { expect } from "chai";
import { accountOf } from "../../../src/platform/auth/account.js";
import { standingOf, userOf } from "../../../src/platform/auth/user.js";
import { aRecord } from "./anAuth.js";

const proof = { uid: "mia", signedInAt: Date.parse("2026-03-01T11:30:00Z"), expiresAt: 1 };

const userWith = (values: object) => {
  const account = accountOf(aRecord(values));
  return account && userOf(proof, account, 0);
};

describe("a user", () => {
  it("F4: is an operator if the claim `operator` is true, and for no other value of it", () => {
    expect(userWith({ customClaims: { operator: true } })?.operator).to.equal(true);
    for (const operator of [undefined, false, "true", 1, {}, [], null])
      expect(userWith({ customClaims: { operator } })?.operator, JSON.stringify(operator)).to.equal(false);
  });

  it("F4: is no operator by any role", () => {
    const admin = { organizationId: "northside", role: "admin" };
    expect(userWith({ customClaims: admin })).to.include({ ...admin, operator: false });
    expect(userWith({ customClaims: { role: "operator" } })).to.include({ role: undefined, operator: false });
  });

  it("F2: is none if the account is disabled, or was signed out everywhere after the sign-in", () => {
    expect(userWith({ disabled: true })).to.equal(undefined);
    expect(userWith({ tokensValidAfterTime: "Sun, 01 Mar 2026 11:30:01 GMT" })).to.equal(undefined);
    expect(userWith({ tokensValidAfterTime: "Sun, 01 Mar 2026 11:30:00 GMT" })).not.to.equal(undefined);
  });
});

describe("how a user who was let in stands now", () => {
  const user = userWith({ customClaims: { organizationId: "northside", role: "admin" } });
  const standing = (values: object | undefined) =>
    user && standingOf(user, values && accountOf(aRecord(values)));
  const customClaims = { organizationId: "northside", role: "admin" };

  it("F2: well, while nothing of it changes that we use", () => {
    expect(standing({ customClaims })).to.equal("good");
    expect(standing({ customClaims: { ...customClaims, plan: "free" }, displayName: "M" })).to.equal("good");
  });

  it("F2: ended without an account, disabled, or signed out everywhere", () => {
    expect(standing(undefined)).to.equal("ended");
    expect(standing({ customClaims, disabled: true })).to.equal("ended");
    expect(standing({ customClaims, tokensValidAfterTime: "Sun, 01 Mar 2026 12:00:00 GMT" })).to.equal(
      "ended",
    );
  });

  it("H6: changed with another role, organization, address, or word on whether it is verified", () => {
    for (const changed of [
      { customClaims: { ...customClaims, role: "member" } },
      { customClaims: { ...customClaims, operator: true } },
      { customClaims: { role: "admin" } },
      { customClaims: undefined },
      { customClaims, email: "other@example.com" },
      { customClaims, emailVerified: false },
    ])
      expect(standing(changed), JSON.stringify(changed)).to.equal("changed");
  });
});
