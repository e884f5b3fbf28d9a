import { expect } from "chai";
import { seconds } from "../../../src/platform/clock.js";
import { Problem } from "../../../src/platform/problems.js";
import { setClock } from "../../support/setClock.js";
import { faultyFirestore, grpcError, unavailable } from "../support/faultyFirestore.js";
import { MemoryFirestore } from "../support/memoryFirestore.js";
import { aChannel, anAppend, testLog } from "../support/testLog.js";

describe("a commit of several appends that is refused", () => {
  it("is tried again with the one that is left when the others have given up: what was refused may have been theirs", async () => {
    const [memory, clock, channel] = [new MemoryFirestore(), setClock(), aChannel()];
    const append = (name: string) => log.append(anAppend(channel, name)).catch((error: unknown) => error);
    let later: Promise<unknown> = Promise.resolve();
    const fates = [
      () => {
        clock.pass(seconds(8) - 1);
        later = append("later");
        return Promise.reject(unavailable());
      },
      () => {
        clock.pass(2);
        return Promise.reject(grpcError(3, "Cannot insert then insert an entity in the same request."));
      },
    ];
    const firestore = faultyFirestore(memory.asFirestore(), (commit, attempt) =>
      (fates[attempt] ?? commit)(),
    );
    const log = testLog({ firestore, reader: memory.reader(), random: () => 0, clock });
    expect(await append("first"))
      .to.be.instanceOf(Problem)
      .that.includes({ code: "unavailable" });
    expect(await later).to.deep.equal(memory.events(channel.name));
  });
});
