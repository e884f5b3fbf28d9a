import { expect } from "chai";
import fc from "fast-check";
import { hours, minutes, seconds } from "../../../src/platform/clock.js";
import { shards } from "../../../src/platform/wakeUps/store.js";
import type { WakeUp } from "../../../src/platform/wakeUps/wakeUps.js";
import { aNote, aWorld, type World } from "./world.js";

describe("the sweep of wake-ups", () => {
  const schedule = async ({ wakeUps, firestore }: World, notes: readonly WakeUp[]): Promise<void> => {
    for (let from = 0; from < notes.length; from += 400) {
      const batch = firestore.batch();
      for (const note of notes.slice(from, from + 400)) wakeUps.add(batch, note);
      await batch.commit();
    }
  };
  const notes = ({ clock }: World, count: number, dueAt = clock.now()): WakeUp[] =>
    Array.from({ length: count }, (_, n) => aNote(clock, { payload: { text: `${n}` }, dueAt }));

  it("does what no alarm has rung for, and nothing that is not due", async () => {
    const world = aWorld();
    const later = notes(world, 3, world.clock.now() + minutes(1));
    await schedule(world, [...notes(world, 5), ...later]);
    expect(await world.wakeUps.sweep()).to.deep.equal({ done: 5, failed: 0 });
    expect(world.done.sort()).to.deep.equal(["0", "1", "2", "3", "4"]);
    expect(await world.wakeUps.sweep()).to.deep.equal({ done: 0, failed: 0 });
    world.clock.pass(minutes(1));
    expect(await world.wakeUps.sweep()).to.deep.equal({ done: 3, failed: 0 });
  });

  it("N16: reads shards, which share what is due evenly: no index grows at one end only", async () => {
    const world = aWorld();
    await schedule(world, notes(world, 400));
    const { docs } = await world.firestore.collection("wakeUps").get();
    const sizes = new Map<unknown, number>();
    for (const doc of docs) sizes.set(doc.get("shard"), (sizes.get(doc.get("shard")) ?? 0) + 1);
    expect([...sizes.keys()].sort()).to.deep.equal(Array.from({ length: shards }, (_, shard) => shard));
    expect(Math.max(...sizes.values())).to.be.below(100);
    expect(await world.wakeUps.sweep()).to.deep.equal({ done: 400, failed: 0 });
  });

  it("does all pages, several at once", async () => {
    let [underWay, most] = [0, 0];
    const world = aWorld(async () => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay--;
    });
    await schedule(world, notes(world, 230));
    expect(await world.wakeUps.sweep()).to.deep.equal({ done: 230, failed: 0 });
    expect(new Set(world.done)).to.have.property("size", 230);
    expect(most).to.be.within(2, 10);
  });

  it("is not stopped by those that fail, and tries each once", async () => {
    const tried: string[] = [];
    const world = aWorld((text) => {
      tried.push(text);
      if (Number(text) % 3 === 0) throw new Error("no luck");
    });
    await schedule(world, notes(world, 120));
    expect(await world.wakeUps.sweep()).to.deep.equal({ done: 80, failed: 40 });
    expect(tried).to.have.length(120);
    world.clock.pass(minutes(10));
    expect(await world.wakeUps.sweep()).to.deep.equal({ done: 0, failed: 40 });
  });

  it("begins nothing after its time is over, and the next one does the rest", async () => {
    const world = aWorld(() => {
      world.clock.pass(seconds(1));
    });
    await schedule(world, notes(world, 60));
    const first = await world.wakeUps.sweep();
    expect(first.failed).to.equal(0);
    expect(first.done).to.be.within(40, 50);
    expect(await world.wakeUps.sweep()).to.deep.equal({ done: 60 - first.done, failed: 0 });
  });

  it("does each once, though there are several sweeps and all alarms ring as well", async () => {
    const world = aWorld();
    const all = notes(world, 30);
    await schedule(world, all);
    await Promise.all([
      world.wakeUps.sweep(),
      world.wakeUps.sweep(),
      ...all.map(({ id }) => world.wakeUps.run(id)),
    ]);
    expect(world.done.toSorted()).to.deep.equal(all.map((_, n) => `${n}`).toSorted());
  });

  const step = fc.record({
    act: fc.constantFrom("schedule", "ring", "sweep", "wait", "remove"),
    which: fc.nat({ max: 2 }),
    inHours: fc.nat({ max: 3 }),
  });

  it("and alarms end in the same, whatever comes in whichever order: each is done once, at its last time", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const world = aWorld();
        const { wakeUps, clock, done, firestore } = world;
        const expected: string[] = [];
        const planned = new Map<string, { dueAt: number; text: string }>();
        const fall = (id: string): void => {
          const plan = planned.get(id);
          if (!plan || plan.dueAt > clock.now()) return;
          expected.push(plan.text);
          planned.delete(id);
        };
        for (const [n, { act, which, inHours }] of steps.entries()) {
          const id = `w${which}`;
          if (act === "wait") clock.pass(hours(inHours));
          if (act === "schedule") {
            const plan = { dueAt: clock.now() + hours(inHours), text: `${n}` };
            planned.set(id, plan);
            await wakeUps.schedule({ id, kind: "note", dueAt: plan.dueAt, payload: { text: plan.text } });
          }
          if (act === "remove") {
            planned.delete(id);
            const batch = firestore.batch();
            wakeUps.remove(batch, id);
            await batch.commit();
          }
          if (act === "ring") {
            fall(id);
            await wakeUps.run(id);
          }
          if (act === "sweep") {
            for (const planned of ["w0", "w1", "w2"]) fall(planned);
            await wakeUps.sweep();
          }
          expect(done.toSorted()).to.deep.equal(expected.toSorted());
        }
      }),
      { numRuns: 25 },
    );
  });
});
