import { expect } from "chai";
import { randomIds } from "../../../src/platform/ids.js";
import { AlreadyCreated } from "../../../src/platform/firestore/alreadyCreated.js";
import { database } from "../../support/database.js";
import { faultyFirestore } from "../support/faultyFirestore.js";
import {
  aChannel,
  anAppend,
  aSmallChannel,
  range,
  seqsOf,
  stored,
  storedSeqs,
  testLog,
  wipe,
} from "../support/testLog.js";

const aDocument = () => database().doc(`tests/${randomIds.next()}`);

describe("the log", () => {
  it("gives 64 appends at once the numbers 1 to 64, in one commit", async () => {
    let commits = 0;
    const firestore = faultyFirestore(database(), (commit) => {
      commits++;
      return commit();
    });
    const log = testLog({ firestore });
    const channel = aChannel();
    const appended = await Promise.all(range(1, 64).map((n) => log.append(anAppend(channel, String(n)))));
    expect(seqsOf(appended)).to.deep.equal(range(1, 64));
    expect(await storedSeqs(channel)).to.deep.equal(range(1, 64));
    expect(commits).to.equal(1);
  });

  it("puts what comes during a commit into the next one, at most a hundred appends", async () => {
    const sizes: number[] = [];
    let arrived = (): void => undefined;
    const everyone = new Promise<void>((resolve) => (arrived = resolve));
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const firestore = faultyFirestore(database(), async (commit) => {
      begin();
      await everyone;
      await commit();
    });
    const log = testLog({
      firestore,
      broadcast: (events) => Promise.resolve(void sizes.push(events.length)),
    });
    const channel = aChannel();
    const first = log.append(anAppend(channel, "first"));
    await begun;
    const others = range(1, 130).map((n) => log.append(anAppend(channel, String(n))));
    arrived();
    expect(seqsOf(await Promise.all([first, ...others]))).to.deep.equal(range(1, 131));
    expect(sizes).to.deep.equal([1, 100, 30]);
  });

  it("keeps the events of an append together, and gives `dataAt` their numbers", async () => {
    const log = testLog();
    const channel = aChannel();
    const events = range(1, 3).map(() => ({ type: "test:event", dataAt: (seq: number) => ({ seq }) }));
    const appended = await Promise.all(range(1, 5).map(() => log.append({ channel, events })));
    for (const [one, two, three] of appended)
      expect([two?.seq, three?.seq]).to.deep.equal([(one?.seq ?? 0) + 1, (one?.seq ?? 0) + 2]);
    const data = (await stored(channel)).map(({ wire }) => (JSON.parse(wire) as { data: unknown }).data);
    expect(data).to.deep.equal(range(1, 15).map((seq) => ({ seq })));
  });

  for (const count of [2, 4]) {
    it(`of ${count} processes on one channel stays without a gap, and every answer is true`, async () => {
      const channel = aChannel();
      const logs = range(1, count).map(() => testLog({ random: Math.random }));
      const posting = logs.map(async (log, poster) => {
        const appended = [];
        for (const round of range(1, 4)) {
          const names = range(1, 5).map((n) => `${poster}-${round}-${n}`);
          appended.push(...(await Promise.all(names.map((name) => log.append(anAppend(channel, name))))));
        }
        return appended;
      });
      const answered = (await Promise.all(posting)).flat(2);
      const kept = await stored(channel);
      expect(kept.map(({ seq }) => seq)).to.deep.equal(range(1, count * 20));
      expect(answered.sort((a, b) => a.seq - b.seq)).to.deep.equal(kept);
    });
  }

  it("keeps exactly as many events as the channel's kind says, however they come", async () => {
    const log = testLog();
    const channel = aSmallChannel();
    await Promise.all(range(1, 30).map((n) => log.append(anAppend(channel, String(n)))));
    expect(await storedSeqs(channel)).to.deep.equal(range(1, 30));
    await Promise.all(range(31, 110).map((n) => log.append(anAppend(channel, String(n)))));
    expect(await storedSeqs(channel)).to.deep.equal(range(61, 110));
    await log.append({ channel, events: range(1, 70).map((n) => ({ type: "test:event", data: n })) });
    expect(await storedSeqs(channel)).to.deep.equal(range(131, 180));
    await log.append(anAppend(channel, "one more"));
    expect(await storedSeqs(channel)).to.deep.equal(range(132, 181));
  });

  it("makes the domain writes with the events, or neither", async () => {
    const log = testLog();
    const channel = aChannel();
    const [good, missing] = [aDocument(), aDocument()];
    await log.append(
      anAppend(channel, "good", { writes: (batch, [event]) => batch.create(good, { seq: event?.seq }) }),
    );
    const refused = log.append(
      anAppend(channel, "bad", { writes: (batch) => batch.update(missing, { a: 1 }) }),
    );
    expect(await refused.catch((error: unknown) => error)).to.include({ code: 5 });
    expect((await good.get()).data()).to.deep.equal({ seq: 1 });
    expect(await storedSeqs(channel)).to.deep.equal([1]);
  });

  it("refuses the append whose own write is refused, and no neighbour of the same commit", async () => {
    const log = testLog();
    const channel = aChannel();
    const taken = aDocument();
    await taken.create({ by: "somebody else" });
    const snapshot = await taken.get();
    await taken.set({ by: "a third" });
    const outcomes = await Promise.allSettled([
      log.append(anAppend(channel, "a")),
      log.append(anAppend(channel, "exists", { writes: (batch) => batch.create(taken, {}) })),
      log.append(anAppend(channel, "b")),
      log.append(anAppend(channel, "is missing", { writes: (batch) => batch.update(aDocument(), { a: 1 }) })),
      log.append(
        anAppend(channel, "has changed", {
          writes: (batch) =>
            batch.update(taken, { a: 1 }, snapshot.updateTime ? { lastUpdateTime: snapshot.updateTime } : {}),
        }),
      ),
      log.append(
        anAppend(channel, "throws", {
          writes: () => {
            throw new TypeError("a bug");
          },
        }),
      ),
      log.append(anAppend(channel, "c")),
    ]);
    expect(outcomes.map(({ status }) => status === "fulfilled")).to.deep.equal([
      true,
      false,
      true,
      false,
      false,
      false,
      true,
    ]);
    const names = (await stored(channel)).map(
      ({ wire }) => (JSON.parse(wire) as { data: { name: string } }).data.name,
    );
    expect(names).to.deep.equal(["a", "b", "c"]);
    expect(await storedSeqs(channel)).to.deep.equal([1, 2, 3]);
  });

  it("refuses an append whose guard exists, by name", async () => {
    const log = testLog();
    const channel = aChannel();
    const guard = aDocument();
    const guarded = () =>
      anAppend(channel, "x", { creates: [guard], writes: (batch) => batch.create(guard, {}) });
    await log.append(guarded());
    const again = await log.append(guarded()).catch((error: unknown) => error);
    expect(again).to.be.instanceOf(AlreadyCreated);
    expect((again as AlreadyCreated).document.path).to.equal(guard.path);
    expect(await storedSeqs(channel)).to.deep.equal([1]);
  });

  for (const [where, logs] of [
    ["in one process", [testLog()]],
    ["in two processes", [testLog({ random: Math.random }), testLog({ random: Math.random })]],
  ] as const) {
    it(`lets one of two appends with the same guard through, ${where}, and all others`, async () => {
      const channel = aChannel();
      const guard = aDocument();
      const guarded = () =>
        anAppend(channel, "x", { creates: [guard], writes: (batch) => batch.create(guard, {}) });
      const plain = (name: string) => anAppend(channel, name);
      const attempts = logs.flatMap((log) => [
        log.append(plain("a")),
        log.append(guarded()),
        log.append(guarded()),
        log.append(plain("b")),
      ]);
      const outcomes = await Promise.allSettled(attempts);
      const refused = outcomes.flatMap((outcome) =>
        outcome.status === "rejected" ? [outcome.reason as unknown] : [],
      );
      expect(refused.length).to.equal(2 * logs.length - 1);
      for (const reason of refused) expect(reason).to.be.instanceOf(AlreadyCreated);
      expect(await storedSeqs(channel)).to.deep.equal(range(1, 2 * logs.length + 1));
    });
  }

  it("begins again at 1, in another epoch, when it was wiped under a remembered head", async () => {
    const log = testLog();
    const channel = aChannel();
    const [first] = await log.append(anAppend(channel, "old"));
    await log.append(anAppend(channel, "old"));
    await wipe(channel);
    const [again] = await log.append(anAppend(channel, "new"));
    expect(again?.seq).to.equal(1);
    expect(again?.epoch).not.to.equal(first?.epoch);
    expect(await stored(channel)).to.deep.equal([again]);
  });

  it("does not go on from a head that was wiped between the look and the commit", async () => {
    const channel = aChannel();
    await testLog().append(anAppend(channel, "old"));
    const firestore = faultyFirestore(database(), async (commit, attempt) => {
      if (attempt === 0) await wipe(channel);
      await commit();
    });
    const [event] = await testLog({ firestore }).append(anAppend(channel, "new"));
    expect(event?.seq).to.equal(1);
    expect(await storedSeqs(channel)).to.deep.equal([1]);
  });

  it("goes on after what another process began in a wiped log", async () => {
    const log = testLog();
    const channel = aChannel();
    for (const name of ["a", "b", "c"]) await log.append(anAppend(channel, name));
    await wipe(channel);
    const [other] = await testLog().append(anAppend(channel, "d"));
    const [own] = await log.append(anAppend(channel, "e"));
    expect(own).to.include({ seq: 2, epoch: other?.epoch });
    expect(await storedSeqs(channel)).to.deep.equal([1, 2]);
  });

  it("uses what it hears of others, and asks anew after what it hears is not so", async () => {
    const log = testLog();
    const channel = aChannel();
    await log.append(anAppend(channel, "a"));
    const [second] = await testLog().append(anAppend(channel, "b"));
    log.observed(channel.name, { epoch: second?.epoch ?? "", seq: 2 });
    expect(seqsOf([await log.append(anAppend(channel, "c"))])).to.deep.equal([3]);
    log.observed(channel.name, { epoch: second?.epoch ?? "", seq: 40 });
    expect(seqsOf([await log.append(anAppend(channel, "d"))])).to.deep.equal([4]);
    expect(await storedSeqs(channel)).to.deep.equal([1, 2, 3, 4]);
  });
});
