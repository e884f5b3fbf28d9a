import { expect } from "chai";
import { GrpcStatus } from "../../../src/platform/firestore/grpc.js";
import { createdNow, ignoreConflict } from "../../../src/platform/firestore/ignoreConflict.js";

class Failure extends Error {
  constructor(readonly code: number) {
    super(`failed with ${code}`);
  }
}

const failing = (code: number) => Promise.reject(new Failure(code));

describe("a write that another writer was faster with", () => {
  it("has no result, and is no failure", async () => {
    expect(await ignoreConflict(Promise.resolve("written"))).to.equal("written");
    for (const code of [GrpcStatus.alreadyExists, GrpcStatus.notFound, GrpcStatus.failedPrecondition])
      expect(await ignoreConflict(failing(code))).to.equal(undefined);
  });

  it("of a document that exists did not create it", async () => {
    expect(await createdNow(Promise.resolve())).to.equal(true);
    expect(await createdNow(failing(GrpcStatus.alreadyExists))).to.equal(false);
  });

  it("is told from a failure, which is thrown", async () => {
    const thrown = async (work: Promise<unknown>) => work.catch((error: unknown) => error);
    expect(await thrown(ignoreConflict(failing(GrpcStatus.unavailable)))).to.be.instanceOf(Failure);
    expect(await thrown(createdNow(failing(GrpcStatus.failedPrecondition)))).to.be.instanceOf(Failure);
  });
});
