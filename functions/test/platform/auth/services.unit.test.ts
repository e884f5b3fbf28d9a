import { expect } from "chai";
import { unsigned } from "../../../src/platform/auth/googleTokens.js";
import { listedServices } from "../../../src/platform/auth/services.js";
import { Problem, unavailable } from "../../../src/platform/problems.js";
import { setClock } from "../../support/setClock.js";
import { aServiceToken } from "../../support/serviceToken.js";

const start = setClock().now();
const email = "worker@p.iam.gserviceaccount.com";
const good = { email, aud: "p", iat: start / 1000, exp: start / 1000 + 3600 };

function aDoor(claimsOf = unsigned) {
  const clock = setClock();
  const checked: string[] = [];
  const services = listedServices({
    claimsOf: (token, audience) => {
      checked.push(audience);
      return claimsOf(token, audience);
    },
    audience: "p",
    accounts: [email.toUpperCase()],
    clock,
  });
  const come = (changed: object = {}): Promise<string> =>
    services
      .verify(aServiceToken({ ...good, ...changed }))
      .catch((error: unknown) => (error instanceof Problem ? error.code : String(error)));
  return { services, clock, checked, come };
}

describe("a service", () => {
  it("is let in by Google's token for a listed account", async () => {
    expect(await aDoor().come()).to.equal(email);
  });

  const refused: [title: string, changed: object, code: string][] = [
    ["for somebody else", { aud: "other" }, "unauthenticated"],
    ["for several", { aud: ["p", "other"] }, "unauthenticated"],
    ["of another issuer", { iss: "https://securetoken.google.com/p" }, "unauthenticated"],
    ["without a verified e-mail", { email_verified: false }, "unauthenticated"],
    ["without an e-mail", { email: undefined }, "unauthenticated"],
    ["that has ended", { exp: start / 1000 }, "unauthenticated"],
    ["without an end", { exp: undefined }, "unauthenticated"],
    ["of an account that is not listed", { email: "other@p.iam.gserviceaccount.com" }, "forbidden"],
  ];
  for (const [title, changed, code] of refused)
    it(`is not let in by a token ${title}`, async () => {
      expect(await aDoor().come(changed)).to.equal(code);
    });

  it("is told to try again where Google's keys cannot be had", async () => {
    expect(await aDoor(() => Promise.reject(unavailable())).come()).to.equal("unavailable");
    expect(await aDoor(() => Promise.reject(new Error("network"))).come()).to.equal("unavailable");
  });

  it("has its token checked once a minute at most, and let go when it ends", async () => {
    const { come, clock, checked } = aDoor();
    await come();
    await come();
    expect(checked).to.deep.equal(["p"]);
    clock.pass(3_600_000);
    expect(await come()).to.equal("unauthenticated");
  });

  it("is told from a user by who issued the token", () => {
    const { services } = aDoor();
    expect(services.issued(aServiceToken(good))).to.equal(true);
    for (const text of [
      "",
      "x",
      "a.b.c",
      aServiceToken({ ...good, iss: "https://securetoken.google.com/p" }),
    ])
      expect(services.issued(text)).to.equal(false);
  });
});
