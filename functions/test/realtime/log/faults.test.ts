import { expect } from "chai";
import { DeadlineExceeded } from "../../../src/platform/firestore/grpc.js";
import { randomIds } from "../../../src/platform/ids.js";
import { Problem } from "../../../src/platform/problems.js";
import { AlreadyCreated } from "../../../src/platform/firestore/alreadyCreated.js";
import { logReader } from "../../../src/realtime/log/reader.js";
import { database } from "../../support/database.js";
import { setClock } from "../../support/setClock.js";
import { type Fault, faultyFirestore, grpcError, unavailable } from "../support/faultyFirestore.js";
import {
  aChannel,
  anAppend,
  aSmallChannel,
  range,
  seqsOf,
  stored,
  storedSeqs,
  testLog,
} from "../support/testLog.js";

/** The first commit meets the fault, the others do not. */
const once = (fault: Fault) =>
  faultyFirestore(database(), (commit, attempt) => (attempt === 0 ? fault(commit, attempt) : commit()));

const lostAnswer =
  (error: Error): Fault =>
  async (commit) => {
    await commit();
    throw error;
  };

describe("the log in trouble", () => {
  for (const [what, error] of [
    ["UNAVAILABLE", unavailable()],
    ["INTERNAL", grpcError(13)],
    ["ABORTED", grpcError(10)],
    ["a deadline", new DeadlineExceeded("append", 4000)],
  ] as const) {
    it(`finds a commit that took effect though it heard ${what}`, async () => {
      const channel = aChannel();
      const log = testLog({ firestore: once(lostAnswer(error)) });
      const appended = await Promise.all(range(1, 5).map((n) => log.append(anAppend(channel, String(n)))));
      expect(seqsOf(appended)).to.deep.equal(range(1, 5));
      expect(await stored(channel)).to.deep.equal(appended.flat());
    });

    it(`tries again what did not take effect after ${what}`, async () => {
      const channel = aChannel();
      const log = testLog({ firestore: once(() => Promise.reject(error)) });
      const appended = await Promise.all(range(1, 5).map((n) => log.append(anAppend(channel, String(n)))));
      expect(await stored(channel)).to.deep.equal(appended.flat());
    });
  }

  it("finds its commit also after an error of a kind that nobody foresaw, and repeats nothing", async () => {
    const channel = aChannel();
    const log = testLog({ firestore: once(lostAnswer(new TypeError("the client has a bug"))) });
    const appended = await Promise.all([
      log.append(anAppend(channel, "a")),
      log.append(anAppend(channel, "b")),
    ]);
    expect(await stored(channel)).to.deep.equal(appended.flat());
  });

  it("finds its commit where the client itself tried again, and lost against itself", async () => {
    const channel = aChannel();
    const log = testLog({
      firestore: once(async (commit) => {
        await commit();
        throw grpcError(6, "ALREADY_EXISTS");
      }),
    });
    const appended = await Promise.all([
      log.append(anAppend(channel, "a")),
      log.append(anAppend(channel, "b")),
    ]);
    expect(await stored(channel)).to.deep.equal(appended.flat());
  });

  it("tries nothing again before it has looked: not even while looking fails", async () => {
    const channel = aChannel();
    const reader = logReader(database());
    let failures = 2;
    const log = testLog({
      firestore: once(lostAnswer(unavailable())),
      reader: {
        ...reader,
        tail: (...query) => (failures-- > 0 ? Promise.reject(unavailable()) : reader.tail(...query)),
        from: (...query) => (failures-- > 0 ? Promise.reject(unavailable()) : reader.from(...query)),
      },
    });
    const [event] = await log.append(anAppend(channel, "once"));
    expect(await stored(channel)).to.deep.equal([event]);
  });

  it("finds the whole of a commit that was larger than the ring buffer", async () => {
    const channel = aSmallChannel();
    const log = testLog({ firestore: once(lostAnswer(unavailable())) });
    const many = { channel, events: range(1, 70).map((n) => ({ type: "test:event", data: n })) };
    const [large, small] = await Promise.all([log.append(many), log.append(anAppend(channel, "b"))]);
    expect(seqsOf([large])).to.deep.equal(range(1, 70));
    expect(seqsOf([small])).to.deep.equal([71]);
    expect(await stored(channel)).to.deep.equal([...large, ...small].slice(-50));
  });

  it("finds every append of a group of which the ring buffer has kept only a part", async () => {
    const channel = aSmallChannel();
    const log = testLog({ firestore: once(lostAnswer(unavailable())) });
    const appended = await Promise.all(range(1, 80).map((n) => log.append(anAppend(channel, String(n)))));
    expect(seqsOf(appended)).to.deep.equal(range(1, 80));
    expect(await stored(channel)).to.deep.equal(appended.flat().slice(-50));
  });

  it("says that it does not know, rather than to say it twice, where others have pushed the answer out", async () => {
    const channel = aSmallChannel();
    const others = { channel, events: range(1, 60).map((n) => ({ type: "test:event", data: n })) };
    const log = testLog({
      firestore: once(async (commit) => {
        await commit();
        await testLog().append(others);
        throw unavailable();
      }),
    });
    const answer = await log.append(anAppend(channel, "lost")).catch((error: unknown) => error);
    expect(answer).to.be.instanceOf(Problem).that.includes({ code: "unavailable" });
    expect(await storedSeqs(channel)).to.deep.equal(range(12, 61));
  });

  it("is not fooled by a commit that takes effect after it was given up", async () => {
    const channel = aChannel();
    let late: Promise<unknown> = Promise.resolve();
    const log = testLog({
      firestore: faultyFirestore(database(), async (commit, attempt) => {
        if (attempt > 0) return commit();
        setTimeout(() => {
          late = commit().catch(() => undefined);
        }, 30);
        throw new DeadlineExceeded("append", 4000);
      }),
    });
    const appended = await Promise.all([
      log.append(anAppend(channel, "a")),
      log.append(anAppend(channel, "b")),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await late;
    expect(await stored(channel)).to.deep.equal(appended.flat());
  });

  it("lets good appends through beside a bad one, even if somebody else writes at every failure", async () => {
    const channel = aChannel();
    const taken = database().doc(`tests/${randomIds.next()}`);
    await taken.create({});
    const clock = setClock();
    const rival = testLog();
    const firestore = faultyFirestore(database(), async (commit) => {
      try {
        await commit();
      } catch (error) {
        clock.pass(500);
        await rival.append(anAppend(channel, "rival"));
        throw error;
      }
    });
    const log = testLog({ firestore, clock });
    const bad = anAppend(channel, "bad", { writes: (batch) => batch.create(taken, {}) });
    const names = range(1, 7).map(String);
    const good = names.map((name) => log.append(anAppend(channel, name)));
    const outcomes = await Promise.allSettled([...good.slice(0, 3), log.append(bad), ...good.slice(3)]);
    const refused = outcomes.flatMap(({ status }, index) => (status === "rejected" ? [index] : []));
    expect(refused).to.deep.equal([3]);
  });

  it("knows a guard that its own lost commit has made from one that somebody else made", async () => {
    const channel = aChannel();
    const guard = database().doc(`tests/${randomIds.next()}`);
    const guarded = () =>
      anAppend(channel, "x", { creates: [guard], writes: (batch) => batch.create(guard, {}) });
    const log = testLog({ firestore: once(lostAnswer(unavailable())) });
    expect(seqsOf([await log.append(guarded())])).to.deep.equal([1]);
    const again = testLog({ firestore: once(() => Promise.reject(unavailable())) });
    expect(await again.append(guarded()).catch((error: unknown) => error)).to.be.instanceOf(AlreadyCreated);
    expect(await storedSeqs(channel)).to.deep.equal([1]);
  });

  it("gives up after a while and says so, and is well again afterwards", async () => {
    const channel = aChannel();
    const clock = setClock();
    let down = true;
    const firestore = faultyFirestore(database(), (commit) => {
      clock.pass(3000);
      return down ? Promise.reject(unavailable()) : commit();
    });
    const log = testLog({ firestore, clock });
    const outcomes = await Promise.allSettled([
      log.append(anAppend(channel, "a")),
      log.append(anAppend(channel, "b")),
    ]);
    for (const outcome of outcomes) {
      expect(outcome.status === "rejected" && (outcome.reason as Problem).code).to.equal("unavailable");
    }
    down = false;
    expect(seqsOf([await log.append(anAppend(channel, "c"))])).to.deep.equal([1]);
  });

  it("is not stopped by a broadcast that fails", async () => {
    const log = testLog({ broadcast: () => Promise.reject(new Error("the bus is down")) });
    expect(seqsOf([await log.append(anAppend(aChannel(), "a"))])).to.deep.equal([1]);
  });
});
