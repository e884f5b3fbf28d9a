import { expect } from "chai";
import fc from "fast-check";
import { RecentFrames } from "../../../src/realtime/hub/recent.js";

const frame = (seq: number, chars = 10) => ({ entry: String(seq), body: String(seq).padEnd(chars, ".") });
const entries = (recent: RecentFrames, after: number, upTo: number) =>
  recent.between(after, upTo).map(({ entry }) => Number(entry));
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

function recentOf(from: number, to: number, limit = 100): RecentFrames {
  const recent = new RecentFrames(limit);
  recent.startAt(from - 1);
  for (const seq of range(from, to)) recent.append(frame(seq));
  return recent;
}

describe("recent frames", () => {
  it("answer exactly the frames after one seq up to another, as far as they reach back", () => {
    const numbers = fc.nat(60);
    fc.assert(
      fc.property(
        numbers,
        numbers,
        numbers,
        numbers,
        fc.integer({ min: 1, max: 30 }),
        (start, count, after, upTo, limit) => {
          const recent = recentOf(start + 1, start + count, limit);
          const oldest = Math.max(start, start + count - limit);
          expect(recent.oldest).to.equal(oldest);
          expect(entries(recent, after, upTo)).to.deep.equal(
            range(Math.max(after, oldest) + 1, Math.min(upTo, start + count)),
          );
        },
      ),
    );
  });

  it("are never more than a million characters, but at least the newest", () => {
    const recent = new RecentFrames(200);
    recent.startAt(0);
    for (const seq of range(1, 50)) recent.append(frame(seq, 100_000));
    expect(entries(recent, 0, 50)).to.deep.equal(range(41, 50));
    recent.append(frame(51, 5_000_000));
    expect(entries(recent, 0, 51)).to.deep.equal([51]);
  });

  it("take older frames in front of them, if nothing is missing in between", () => {
    const recent = recentOf(11, 15);
    const older = (from: number, to: number) => range(from, to).map((seq) => ({ seq, frame: frame(seq) }));
    recent.prepend(older(3, 9));
    expect(recent.oldest).to.equal(10);
    recent.prepend([]);
    expect(recent.oldest).to.equal(10);
    recent.prepend(older(6, 10));
    expect(recent.oldest).to.equal(5);
    expect(entries(recent, 7, 12)).to.deep.equal([8, 9, 10, 11, 12]);
  });

  it("M1: take no more of them than are without a gap, at both ends", () => {
    const recent = recentOf(101, 150);
    recent.prepend([...range(36, 50), ...range(91, 100)].map((seq) => ({ seq, frame: frame(seq) })));
    expect(recent.oldest).to.equal(90);
    expect(entries(recent, 80, 101)).to.deep.equal(range(91, 101));
  });

  it("forget everything when the log begins again", () => {
    const recent = recentOf(1, 9);
    recent.startAt(3);
    expect(entries(recent, 0, 9)).to.deep.equal([]);
    recent.append(frame(4));
    expect(entries(recent, 0, 9)).to.deep.equal([4]);
  });
});
