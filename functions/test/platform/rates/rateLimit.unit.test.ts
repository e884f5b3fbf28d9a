import { expect } from "chai";
import { Problem } from "../../../src/platform/problems.js";
import { spend } from "../../../src/platform/rates/rateLimit.js";
import { tokenBuckets } from "../../../src/platform/rates/tokenBuckets.js";
import { setClock } from "../../support/setClock.js";

const limit = { name: "writes", perSecond: 2, burst: 10 };

describe("F7: a caller reads in the headers", () => {
  it("the policy, what is left of it and when it is whole again", () => {
    const buckets = tokenBuckets(setClock());
    expect(spend(buckets, "mia", limit, 3)).to.deep.equal({
      "RateLimit-Policy": '"writes";q=10;w=5',
      RateLimit: '"writes";r=7;t=2',
    });
  });

  it("of a refusal when to come back, too", () => {
    const buckets = tokenBuckets(setClock());
    spend(buckets, "mia", limit, 9);
    expect(() => spend(buckets, "mia", limit, 6))
      .to.throw(Problem)
      .with.property("headers")
      .that.deep.equals({
        "RateLimit-Policy": '"writes";q=10;w=5',
        RateLimit: '"writes";r=1;t=5',
        "Retry-After": "3",
      });
  });

  it("limits of different names do not share a bucket", () => {
    const buckets = tokenBuckets(setClock());
    spend(buckets, "mia", limit, 10);
    expect(() => spend(buckets, "mia", { ...limit, name: "reads" }, 10)).not.to.throw();
  });
});
