import { expect } from "chai";
import { DeadlineExceeded } from "../../src/platform/firestore/grpc.js";
import { toProblem } from "../../src/platform/http/problems.js";
import {
  notFound,
  Problem,
  problemCodes,
  problemType,
  rateLimited,
  unavailable,
} from "../../src/platform/problems.js";

describe("a problem document", () => {
  it("has a stable type, a title and the status", () => {
    expect(new Problem("idempotency_key_reused").document()).to.deep.equal({
      type: "urn:firecast:problem:idempotency-key-reused",
      title: "This Idempotency-Key was used for another request",
      status: 422,
    });
  });

  it("has detail, instance and errors where there are some", () => {
    const errors = [{ in: "body", pointer: "/name", detail: "is missing" }] as const;
    expect(new Problem("invalid_request", { detail: "Send a name.", errors }).document("/x")).to.deep.equal({
      type: "urn:firecast:problem:invalid-request",
      title: "The request is not valid",
      status: 400,
      detail: "Send a name.",
      instance: "/x",
      errors,
    });
  });

  it("never shows its cause", () => {
    const problem = new Problem("internal", { cause: new Error("password=hunter2") });
    expect(JSON.stringify(problem.document())).not.to.contain("hunter2");
  });

  it("has an absolute type of its own for every code", () => {
    const types = problemCodes.map((code) => problemType(code as "internal"));
    expect(new Set(types).size).to.equal(problemCodes.length);
    for (const type of types) expect(URL.canParse(type), type).to.equal(true);
  });

  it("says when to come back in whole seconds, at least one", () => {
    expect([1, 999, 1000, 1001].map((ms) => rateLimited(ms).headers["Retry-After"])).to.deep.equal([
      "1",
      "1",
      "1",
      "2",
    ]);
    expect(unavailable().headers["Retry-After"]).to.equal("2");
  });
});

describe("an error", () => {
  const coded = (code: unknown) => Object.assign(new Error("secret detail"), { code });
  const statused = (status: unknown) => Object.assign(new Error("secret detail"), { status });
  const table = [
    ["thrown on purpose is what it says", notFound(), 404],
    ["of a service that does not answer in time is 503", new DeadlineExceeded("read", 5000), 503],
    ["UNAVAILABLE is 503", coded(14), 503],
    ["ABORTED is 503", coded(10), 503],
    ["DEADLINE_EXCEEDED is 503", coded(4), 503],
    ["PERMISSION_DENIED is ours: 500", coded(7), 500],
    ["INVALID_ARGUMENT is ours: 500", coded(3), 500],
    ["with a code of words is ours: 500", coded("ECONNRESET"), 500],
    ["of Express about the request is 400", statused(400), 400],
    [
      "of a path that does not decode is 400",
      Object.assign(new URIError("secret detail"), { status: 400 }),
      400,
    ],
    ["of Express about the size is 413", statused(413), 413],
    ["with a status of words is ours: 500", statused("400"), 500],
    ["that is no error is ours: 500", "secret detail", 500],
    ["that is nothing is ours: 500", undefined, 500],
  ] as const;
  for (const [rule, error, status] of table) {
    it(rule, () => {
      const document = toProblem(error).document();
      expect(document.status).to.equal(status);
      expect(JSON.stringify(document)).not.to.contain("secret detail");
    });
  }
});
