import { expect } from "chai";
import fc from "fast-check";
import { optimisticRows } from "../src/optimistic-rows.js";

interface Horse {
  readonly id: string;
  readonly n: number;
}

interface Write {
  readonly commit: () => void;
  readonly answer: () => void;
  readonly refuse: () => void;
}

/** A server whose events come in its order, and a table that follows it. */
function aWorld() {
  const horses = new Map<string, Horse>([["a", { id: "a", n: 0 }]]);
  const table = optimisticRows<Horse>([...horses.values()], "horses");
  const underWay: { type: string; data: Horse }[] = [];
  const writes: Write[] = [];
  const commit = (what: string, horse: Horse): void => {
    if (what === "updated" && !horses.has(horse.id)) return;
    if (what === "deleted") horses.delete(horse.id);
    else horses.set(horse.id, horse);
    underWay.push({ type: `horses:${what}`, data: horse });
  };
  const deliver = (): void => {
    const event = underWay.shift();
    if (event) table.receive({ ...event, id: "e", channel: "horses", at: "2026-01-01T00:00:00.000Z" });
  };
  const act = (what: string, horse: Horse): void => {
    let [resolve, reject] = [(_: unknown): void => undefined, (_: Error): void => undefined];
    const promise = new Promise<unknown>((done, failed) => ([resolve, reject] = [done, failed]));
    const { optimisticAdd, optimisticUpdate, optimisticRemove } = table.acts;
    if (what === "created") optimisticAdd(horse, promise);
    else if (what === "updated") optimisticUpdate(horse.id, { n: horse.n }, promise);
    else optimisticRemove(horse.id, promise);
    let isCommitted = false;
    const write: Write = {
      commit: () => {
        if (!isCommitted) commit(what, horse);
        isCommitted = true;
      },
      answer: () => {
        write.commit();
        writes.splice(writes.indexOf(write), 1);
        resolve(undefined);
      },
      refuse: () => {
        if (isCommitted) return;
        writes.splice(writes.indexOf(write), 1);
        reject(new Error("refused"));
      },
    };
    writes.push(write);
  };
  return {
    ...{ commit, act, deliver, writes, underWay },
    shown: () => Object.fromEntries(table.get().data.map(({ id, n }) => [id, n])),
    server: () => Object.fromEntries([...horses.values()].map(({ id, n }) => [id, n])),
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("rows that change at once, before a server that others write to", () => {
  it("end as the server, however writes, events, answers and refusals interleave", async () => {
    const step = fc.record({
      does: fc.constantFrom(
        "act",
        "act",
        "other",
        "other",
        "commit",
        "answer",
        "refuse",
        "deliver",
        "deliver",
      ),
      what: fc.constantFrom("created", "updated", "updated", "deleted"),
      id: fc.constantFrom("a", "b"),
      pick: fc.nat(5),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.boolean(), async (steps, answersLast) => {
        const world = aWorld();
        const { writes, underWay } = world;
        for (const [n, { does, what, id, pick }] of steps.entries()) {
          const write = writes[pick % Math.max(1, writes.length)];
          const horse = { id, n: n + 1 };
          if (does === "act") world.act(what, horse);
          if (does === "other") world.commit(what, horse);
          if (does === "commit") write?.commit();
          if (does === "answer") write?.answer();
          if (does === "refuse") write?.refuse();
          if (does === "deliver") world.deliver();
          await settled();
        }
        const deliverAll = (): void => {
          while (underWay.length > 0) world.deliver();
        };
        if (answersLast) {
          for (const write of writes) write.commit();
          deliverAll();
        }
        while (writes.length > 0) {
          writes[0]?.answer();
          await settled();
        }
        deliverAll();
        expect(world.shown()).to.deep.equal(world.server());
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
