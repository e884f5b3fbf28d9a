import { expect } from "chai";
import { range } from "../support/testLog.js";
import { type Load, type Outcome, WritersWorld } from "../support/writersWorld.js";

const base = { forMs: 8000, roundTripMs: 30, lockWaitMs: 50 };

interface Bounds {
  commitsPerEvent: number;
  readsPerEvent: number;
  p50: number;
  p99: number;
}

/** Before writers took turns, the same loads took 1.85 commits an event, and p99 was up to 6 s. */
const table: readonly [writers: number, perSecond: number, bounds: Bounds][] = [
  [1, 200, { commitsPerEvent: 0.2, readsPerEvent: 0.01, p50: 60, p99: 160 }],
  [2, 40, { commitsPerEvent: 0.6, readsPerEvent: 1, p50: 160, p99: 900 }],
  [5, 100, { commitsPerEvent: 0.3, readsPerEvent: 0.6, p50: 350, p99: 1200 }],
  [10, 5, { commitsPerEvent: 1.6, readsPerEvent: 2.5, p50: 120, p99: 1000 }],
  [10, 50, { commitsPerEvent: 0.6, readsPerEvent: 1.5, p50: 600, p99: 2000 }],
  [10, 200, { commitsPerEvent: 0.2, readsPerEvent: 0.5, p50: 700, p99: 2500 }],
];

async function outcomeOf(load: Partial<Load>, seed: number): Promise<Outcome> {
  const world = new WritersWorld({ ...base, writers: 1, perSecond: 40, ...load, seed });
  const outcome = await world.run();
  const seqs = world.seqs();
  const newest = seqs.at(-1) ?? 0;
  expect(seqs, "the log is dense").to.deep.equal(range(newest - seqs.length + 1, newest));
  expect(newest, "each post is in the log once").to.equal(outcome.posts);
  return outcome;
}

describe("instances that write one channel", function () {
  this.timeout(60_000);

  for (const [writers, perSecond, bounds] of table) {
    it(`H2: ${writers} of them, ${perSecond} posts/s together: make room for each other, and none fails`, async () => {
      for (const seed of range(1, 4)) {
        const outcome = await outcomeOf({ writers, perSecond }, seed);
        expect(outcome.failed).to.equal(0);
        const { commitsPerEvent, readsPerEvent, p50, p99 } = outcome;
        expect(commitsPerEvent, `seed ${seed}`).to.be.at.most(bounds.commitsPerEvent);
        expect(readsPerEvent, `seed ${seed}`).to.be.at.most(bounds.readsPerEvent);
        expect(p50, `seed ${seed}`).to.be.at.most(bounds.p50);
        expect(p99, `seed ${seed}`).to.be.at.most(bounds.p99);
      }
    });
  }

  /** Loads under which one kept the others out: what they had seen was old when their commits came. */
  const evenly: readonly (Partial<Load> & { name: string })[] = [
    { name: "5 of them at 20/s each, and queries are slow", writers: 5, perSecond: 100, queryMs: 100 },
    { name: "3 of them at 50/s each, and queries are slow", writers: 3, perSecond: 150, queryMs: 100 },
    { name: "3 of them at 50/s each", writers: 3, perSecond: 150, roundTripMs: 20, queryMs: 60 },
  ];
  for (const { name, ...load } of evenly) {
    it(`H2: ${name}, at even distances: none is kept out`, async () => {
      for (const seed of range(1, 3)) {
        const outcome = await outcomeOf({ ...load, lockWaitMs: 30, isEven: true }, seed);
        expect(outcome.failed, `seed ${seed}`).to.equal(0);
        expect(outcome.commitsPerEvent, `seed ${seed}`).to.be.at.most(0.3);
        expect(outcome.p50, `seed ${seed}`).to.be.at.most(700);
      }
    });
  }

  it("H2: thirty of them, each with a post every half second: a live lock ends, none fails", async () => {
    for (const seed of range(1, 2)) {
      const outcome = await outcomeOf({ writers: 30, perSecond: 60 }, seed);
      expect(outcome.failed).to.equal(0);
      expect(outcome.commitsPerEvent).to.be.at.most(2.5);
    }
  });

  it("H2: one that is alone reads the head once, the oldest event once the ring is full, and nothing else", async () => {
    const { posts, readsPerEvent } = await outcomeOf({ writers: 1, perSecond: 100 }, 1);
    expect(readsPerEvent * posts).to.be.at.most(2.5);
  });
});
