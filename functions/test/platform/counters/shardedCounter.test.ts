import { expect } from "chai";
import { FieldPath, type Firestore } from "firebase-admin/firestore";
import { shardedCounter, type ShardedCounterOptions } from "../../../src/platform/counters/shardedCounter.js";
import { AlreadyCreated } from "../../../src/platform/firestore/alreadyCreated.js";
import { randomIds, systemRandom } from "../../../src/platform/ids.js";
import { systemClock } from "../../../src/platform/clock.js";
import { faultyFirestore, grpcError, unavailable } from "../../realtime/support/faultyFirestore.js";
import { setClock } from "../../support/setClock.js";
import { counting } from "../../support/counting.js";
import { theFirebase } from "../../support/testInstance.js";

describe("a sharded counter", () => {
  const { firestore } = theFirebase();

  const aCounter = (values: Partial<ShardedCounterOptions> = {}) =>
    shardedCounter({
      firestore,
      collection: (counter) => firestore.collection(`counted/${counter}/shards`),
      intervalMs: 20,
      clock: systemClock,
      ids: randomIds,
      random: systemRandom,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      ...values,
    });

  const addMany = (counter: ReturnType<typeof aCounter>, id: string, times: number) =>
    Promise.all(Array.from({ length: times }, () => counter.add(id)));

  it("counts every addition once, in few commits", async () => {
    const [counter, id] = [aCounter({ intervalMs: 100 }), randomIds.next()];
    const counted = counting();
    try {
      await addMany(counter, id, 500);
      await Promise.all([addMany(counter, id, 500), counter.add(id, { by: 7 })]);
      expect(counted()).to.include({ commits: 2, writes: 2 });
    } finally {
      counted.stop();
    }
    expect(await counter.total(id)).to.equal(1007);
    expect(await counter.total("another")).to.equal(0);
  });

  it("counts exactly while instances meet on shards, and commits fail before or after they take effect", async () => {
    const id = randomIds.next();
    const faults = [
      () => faultyFirestore(firestore, (commit) => commit()),
      () =>
        faultyFirestore(firestore, async (commit, attempt) => {
          if (attempt % 3 === 1) throw unavailable();
          await commit();
          if (attempt % 3 === 2) throw unavailable();
        }),
      // A client's own retry: the commit takes effect, and its second try is refused.
      () =>
        faultyFirestore(firestore, async (commit, attempt) => {
          await commit();
          if (attempt % 2 === 0) throw grpcError(9, "changed");
        }),
    ];
    const counters = faults.map((fault: () => Firestore) => aCounter({ firestore: fault(), shards: 2 }));
    for (let round = 0; round < 4; round++) {
      await Promise.all(counters.map((counter) => addMany(counter, id, 5)));
    }
    expect(await aCounter({ shards: 2 }).total(id)).to.equal(60);
  });

  it("takes what an instance adds that was idle while others added much", async () => {
    const id = randomIds.next();
    const clock = setClock();
    const [idle, busy] = [aCounter({ shards: 1, clock }), aCounter({ shards: 1, clock, intervalMs: 0 })];
    await idle.add(id);
    for (let added = 0; added < 20; added++) await busy.add(id);
    await idle.add(id);
    expect(await idle.total(id)).to.equal(22);
    clock.pass(3000);
    const counted = counting();
    await idle.add(id);
    await busy.add(id);
    clock.pass(3000);
    await idle.add(id);
    counted.stop();
    expect(counted(), "what it saw long ago it reads again").to.include({ commits: 3 });
    expect(await idle.total(id)).to.equal(25);
  });

  it("takes what forty instances add at once to one shard", async () => {
    const id = randomIds.next();
    const instances = Array.from({ length: 40 }, () => aCounter({ shards: 1 }));
    await Promise.all(instances.map((instance) => instance.add(id)));
    await Promise.all(instances.map((instance) => instance.add(id)));
    expect(await aCounter({ shards: 1 }).total(id)).to.equal(80);
  });

  it("counts a keyed request once, and the others that it met", async () => {
    const [counter, id] = [aCounter(), randomIds.next()];
    const document = firestore.doc(`counted/${id}/requests/k1`);
    const keyed = () =>
      counter.add(id, { writes: (batch) => batch.create(document, {}), request: { document } });
    const outcomes = await Promise.allSettled([counter.add(id), keyed(), keyed(), counter.add(id)]);
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused).to.have.length(1);
    expect(refused[0]?.reason).to.be.instanceOf(AlreadyCreated);
    const again = await Promise.allSettled([counter.add(id), keyed()]);
    expect(again.map(({ status }) => status)).to.deep.equal(["fulfilled", "rejected"]);
    expect(await counter.total(id)).to.equal(4);
  });

  it("tells of each commit before its callers are answered", async () => {
    const told: string[] = [];
    const id = randomIds.next();
    const counter = aCounter({
      committed: async (counter) => {
        told.push(`${counter} ${await aCounter().total(counter)}`);
      },
    });
    await addMany(counter, id, 3);
    expect(told).to.deep.equal([`${id} 3`]);
  });

  it("keeps to the shards that it was given", async () => {
    const id = randomIds.next();
    await Promise.all(Array.from({ length: 6 }, () => aCounter({ shards: 2 }).add(id)));
    const stored = await firestore.collection(`counted/${id}/shards`).orderBy(FieldPath.documentId()).get();
    expect(stored.docs.map((shard) => shard.id)).to.satisfy((ids: string[]) => ids.every((n) => n < "2"));
    expect(await aCounter({ shards: 2 }).total(id)).to.equal(6);
  });
});
