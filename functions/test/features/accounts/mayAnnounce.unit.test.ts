import { expect } from "chai";
import type { User } from "../../../src/platform/auth/user.js";
import { mayAnnounce } from "../../../src/features/accounts/mayAnnounce.js";
import { signedIn } from "../../support/signedIn.js";

const audiences = [
  { type: "everyone" },
  { type: "users" },
  { type: "organization", organizationId: "northside" },
  { type: "organization", organizationId: "elsewhere" },
] as const;

const allowed = (values: Partial<User>) =>
  audiences.filter((audience) => mayAnnounce(signedIn(values), audience));

describe("who may announce", () => {
  it("F4: operators to anyone", () => {
    expect(allowed({ operator: true })).to.deep.equal(audiences);
  });

  it("F4: an organization's admin to that organization only", () => {
    expect(allowed({ organizationId: "northside", role: "admin" })).to.deep.equal([audiences[2]]);
  });

  it("F4: others to nobody, nor an admin of no organization", () => {
    expect(allowed({ organizationId: "northside", role: "manager" })).to.deep.equal([]);
    expect(allowed({ organizationId: "northside" })).to.deep.equal([]);
    expect(allowed({ role: "admin" })).to.deep.equal([]);
  });
});
