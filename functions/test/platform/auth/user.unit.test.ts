import { expect } from "chai";
import { TokenClaims, userFromClaims } from "../../../src/platform/auth/user.js";

const userOf = (claims: object) => userFromClaims(TokenClaims.parse({ uid: "mia", exp: 1, ...claims }));

describe("a user's claims", () => {
  it("F4: `operator` is true or it is not there", () => {
    expect(userOf({ operator: true }).operator).to.equal(true);
    for (const operator of [undefined, false, "true", 1, {}, [], null])
      expect(userOf({ operator }).operator, JSON.stringify(operator)).to.equal(false);
  });

  it("F4: no role makes an operator", () => {
    expect(userOf({ organizationId: "northside", role: "admin" })).to.include({
      role: "admin",
      operator: false,
    });
    expect(userOf({ role: "operator" })).to.include({ role: undefined, operator: false });
  });
});
