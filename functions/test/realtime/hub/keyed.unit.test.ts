import { expect } from "chai";
import fc from "fast-check";
import { Arena, live, resume, type Wish } from "../support/arena.js";
import { KeyedWitness } from "../support/keyedWitness.js";
import { settled, virtualTime } from "../support/virtualTime.js";
import type { Witness } from "../support/witness.js";
import { everyday, rare, slow, type Step, take } from "./steps.js";

const keyed = (witness: Witness | undefined): KeyedWitness => {
  if (!(witness instanceof KeyedWitness)) throw new Error("nobody was seated");
  return witness;
};

describe("a keyed channel", () => {
  let arena: Arena;

  /** Three keys; every tenth event is of two of them. */
  const keysAt = (seq: number): string[] => (seq % 10 === 0 ? ["a", "b"] : [["a", "b", "c"][seq % 3] ?? ""]);

  beforeEach(() => {
    virtualTime.start();
    arena = new Arena({ keysAt });
  });

  afterEach(async () => {
    await arena.close();
    virtualTime.stop();
  });

  async function seatedWithState(wish = live()): Promise<KeyedWitness> {
    const witness = await arena.seated({ ...wish, state: true });
    await arena.answerAll();
    return keyed(witness);
  }

  const at = (seq: number): Wish => resume(arena.log.entryAt({ ...arena.log.position, seq }));

  it("gives a reader that was away the newest event of each key, in the order of the last change", async () => {
    arena.append(40); // 38 is the last of c, 40 of a and b
    const cold = await arena.seated(at(1));
    expect(cold.seqs).to.deep.equal([38, 40]);
    arena.append(1);
    arena.deliverAll();
    await settled();
    // Now from memory.
    const warm = await arena.seated(at(1));
    expect(warm.seqs).to.deep.equal([40, 41]); // 41 is one of c
    expect(warm.attachment?.start).to.deep.equal({
      ...{ channel: "keyed", start: "resumed", from: 1, head: 41 },
      keyed: true,
    });
  });

  it("gives a reader that is there every event", async () => {
    arena.append(1);
    const witness = await arena.seated();
    for (let event = 0; event < 9; event++) {
      arena.append(1);
      arena.deliverAll();
      await settled();
    }
    expect(witness.seqs).to.deep.equal([2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("gives a slow reader the newest of each key once it takes more, and keeps nothing for it meanwhile", async () => {
    arena.append(1);
    const witness = await arena.seated();
    witness.stall();
    for (let event = 0; event < 38; event++) arena.append(1);
    arena.deliverAll();
    await settled();
    expect(witness.seqs).to.deep.equal([]);
    witness.drain();
    await settled();
    expect(witness.seqs).to.deep.equal([37, 38, 39]);
    arena.append(1);
    arena.deliverAll();
    await settled();
    expect(witness.seqs).to.deep.equal([37, 38, 39, 40]);
    expect(witness.objections).to.deep.equal([]);
  });

  it("begins with the state, of all keys, and goes on right after it", async () => {
    arena.append(200);
    const witness = await seatedWithState();
    expect(witness.snapshots).to.equal(1);
    expect(witness.position).to.deep.equal(arena.log.position);
    expect(Object.fromEntries(witness.state)).to.deep.equal({ a: 200, b: 200, c: 197 });
    arena.append(1);
    arena.deliverAll();
    await settled();
    expect(witness.seqs).to.deep.equal([201]);
  });

  it("resumes without the state, and gets it after a reset", async () => {
    arena.append(60);
    expect((await seatedWithState(at(58))).snapshots).to.equal(0);
    const lost = await seatedWithState(at(3));
    expect(lost.attachment?.start).to.include({ start: "reset" });
    expect(lost.snapshots).to.equal(1);
    arena.log.wipe();
    arena.append(2);
    await arena.quiet();
    await arena.verified();
    expect(lost.resets).to.deep.equal(["recreated"]);
    expect(lost.snapshots).to.equal(2);
    lost.check();
  });

  it("reads the state once for all who begin where it stands", async () => {
    arena.append(5);
    await seatedWithState();
    const { count } = arena.log;
    for (let reader = 0; reader < 20; reader++) await seatedWithState();
    expect(arena.log.count).to.equal(count);
    arena.append(1);
    arena.deliverAll();
    await settled();
    const late = await seatedWithState();
    expect(arena.log.count).to.equal(count + 1);
    expect(late.state.get("a")).to.equal(6);
  });

  it("has a state at once in an empty log", async () => {
    const witness = await seatedWithState();
    expect([...witness.state]).to.deep.equal([]);
    arena.append(2);
    await arena.quiet();
    expect(witness.seqs).to.deep.equal([1, 2]);
  });
});

describe("whatever the bus and the log do to a keyed channel, in any order", function () {
  this.timeout(60_000);

  /** Many keys or few, events of several keys, and of none, which everybody gets. */
  const keysAt = (seq: number): string[] =>
    seq % 7 === 0 ? [] : [`k${(seq * 31) % 5}`, ...(seq % 3 === 0 ? [`k${seq % 2}`] : [])];

  async function play(steps: readonly Step[], padding: number): Promise<void> {
    virtualTime.start();
    const arena = new Arena({ keysAt, padding });
    arena.mixed = true;
    try {
      for (const step of steps) await take(arena, step);
      await arena.quiet();
      await arena.verified();
      await arena.quiet();
      for (const witness of arena.witnesses) {
        expect(witness.objections).to.deep.equal([]);
        if (witness.released) continue;
        expect(witness.position, "at the head").to.deep.equal(arena.log.position);
        keyed(witness).check();
      }
    } finally {
      await arena.close();
      virtualTime.stop();
    }
  }

  for (const padding of [0, 15_000]) {
    it(`every subscriber ends with the newest of each key; ${padding} characters an event`, () => {
      const steps = fc.array(fc.oneof(...everyday, ...slow, ...rare), { maxLength: 60, size: "max" });
      return fc.assert(
        fc.asyncProperty(steps, (taken) => play(taken, padding)),
        { numRuns: 100 },
      );
    });
  }
});
