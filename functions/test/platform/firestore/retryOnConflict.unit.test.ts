import { expect } from "chai";
import { Firestore } from "firebase-admin/firestore";
import { retryOnConflict } from "../../../src/platform/firestore/retryOnConflict.js";
import { GrpcStatus, isConflict } from "../../../src/platform/firestore/grpc.js";
import type { Answer, IdempotentRequest } from "../../../src/platform/firestore/idempotency.js";
import { notFound, Problem } from "../../../src/platform/problems.js";

class Conflict extends Error {
  readonly code = GrpcStatus.failedPrecondition;
}

/** A keyed request whose first run was answered with `earlier`. Nothing is read or written. */
const aKey = (earlier: Answer | undefined): IdempotentRequest => ({
  document: new Firestore({ projectId: "demo-firecast" }).doc("idempotency/k1"),
  record: () => undefined,
  recall: () => Promise.resolve(earlier),
  part: () => aKey(earlier),
});

/** Fails with each error in turn, then succeeds. */
function anAttempt(...errors: Error[]) {
  const attempt = async (): Promise<string> => {
    attempt.runs++;
    const error = errors.shift();
    if (error) throw error;
    return Promise.resolve("done");
  };
  attempt.runs = 0;
  return attempt;
}

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a guarded change", () => {
  it("is decided anew when another writer was faster", async () => {
    const attempt = anAttempt(new Conflict(), new Conflict());
    expect(await retryOnConflict(undefined, attempt)).to.equal("done");
    expect(attempt.runs).to.equal(3);
  });

  it("gives up after five lost races, and says that trying again helps", async () => {
    const attempt = anAttempt(...Array.from({ length: 9 }, () => new Conflict()));
    const error = await errorOf(retryOnConflict(undefined, attempt));
    expect(error).to.be.instanceOf(Problem).with.property("code", "conflict");
    expect(attempt.runs).to.equal(5);
  });

  it("is not tried again after a refusal or a failure", async () => {
    for (const error of [notFound(), new Error("a bug")]) {
      const attempt = anAttempt(error);
      expect(await errorOf(retryOnConflict(aKey(undefined), attempt))).to.equal(error);
      expect(attempt.runs).to.equal(1);
    }
  });

  it("hands a repeat on to its first answer, whether it lost or was refused", async () => {
    for (const error of [new Conflict(), notFound()]) {
      const attempt = anAttempt(error);
      const handedOn = await errorOf(retryOnConflict(aKey({ status: 204 }), attempt));
      expect(isConflict(handedOn)).to.equal(true);
      expect(attempt.runs).to.equal(1);
    }
  });
});
