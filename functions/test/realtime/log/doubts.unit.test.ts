import { expect } from "chai";
import { DeadlineExceeded } from "../../../src/platform/firestore/grpc.js";
import { Problem } from "../../../src/platform/problems.js";
import { faultyFirestore, grpcError } from "../support/faultyFirestore.js";
import { MemoryFirestore } from "../support/memoryFirestore.js";
import { aChannel, anAppend, testLog } from "../support/testLog.js";

type Commit = () => Promise<unknown>;

/** A log on a Firestore in memory whose commits meet these fates, one after the other; further ones none. */
function logWith(...fates: readonly ((commit: Commit) => Promise<unknown>)[]) {
  const memory = new MemoryFirestore();
  const firestore = faultyFirestore(memory.asFirestore(), (commit, attempt) =>
    (fates[attempt] ?? ((own: Commit) => own()))(commit),
  );
  return { memory, log: testLog({ firestore, reader: memory.reader(), random: () => 0 }) };
}

const codeless = new TypeError("the client has a bug");
const timeout = new DeadlineExceeded("append", 4000);

describe("an attempt whose outcome is not known", () => {
  for (const [what, error] of [
    ["without a code", codeless],
    ["with UNAUTHENTICATED", grpcError(16)],
  ] as const) {
    it(`M2: is not repeated in part where it lands late, after another that failed ${what}`, async () => {
      let late: Commit = () => Promise.resolve();
      const { memory, log } = logWith(
        (commit) => {
          late = commit;
          return Promise.reject(timeout);
        },
        () => Promise.reject(error),
        async (commit) => {
          await late();
          await commit();
        },
      );
      const channel = aChannel();
      const appended = await Promise.all([
        log.append(anAppend(channel, "a")),
        log.append(anAppend(channel, "b")),
      ]);
      expect(memory.events(channel.name)).to.deep.equal(appended.flat());
      expect(appended.flat().map(({ seq }) => seq)).to.deep.equal([1, 2]);
    });
  }

  it("M2: cannot land any more once one of its members has landed alone", async () => {
    let late: Commit = () => Promise.resolve();
    const { memory, log } = logWith(
      (commit) => {
        late = commit;
        return Promise.reject(timeout);
      },
      () => Promise.reject(codeless),
      async (commit) => {
        await commit();
        expect(await late().catch((error: unknown) => error)).to.include({ code: 6 });
      },
    );
    const channel = aChannel();
    const appended = await Promise.all([
      log.append(anAppend(channel, "a")),
      log.append(anAppend(channel, "b")),
    ]);
    expect(memory.events(channel.name)).to.deep.equal(appended.flat());
  });

  it("M2: is not called refused, since it may still land", async () => {
    const { memory, log } = logWith(
      () => Promise.reject(timeout),
      () => Promise.reject(grpcError(9)),
    );
    const channel = aChannel();
    const answer = await log.append(anAppend(channel, "a")).catch((error: unknown) => error);
    expect(answer).to.be.instanceOf(Problem).that.includes({ code: "unavailable" });
    expect(memory.events(channel.name)).to.deep.equal([]);
  });
});
