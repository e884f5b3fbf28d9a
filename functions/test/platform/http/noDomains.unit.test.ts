import { expect } from "chai";
import { makeNoDomains } from "../../../src/platform/http/noDomains.js";

describe("handlers of functions-framework", () => {
  const theirs = () => ({ create: (): unknown => "a domain" });

  it("run in no domain where one of the functions is served", () => {
    const domains = theirs();
    makeNoDomains(["api"], "api", domains);
    const made = domains.create() as { on(): unknown; run(work: () => string): unknown };
    expect(made.on()).to.equal(made);
    expect(made.run(() => "done")).to.equal("done");
  });

  it("keep their domains in other functions", () => {
    for (const served of ["wakeUp", "jobs"]) {
      const domains = theirs();
      makeNoDomains(["api"], served, domains);
      expect(domains.create()).to.equal("a domain");
    }
  });
});
