import { expect } from "chai";
import fc from "fast-check";
import { ReplayBuffer } from "../../../src/realtime/hub/replay/replayBuffer.js";

const frame = (seq: number, chars = 10) => ({
  entry: String(seq),
  type: "a:b",
  wire: String(seq).padEnd(chars - 3, "."),
});
const after = (recent: ReplayBuffer, seq: number, chars = Infinity) =>
  recent.after(seq, chars).map(({ entry }) => Number(entry));
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
const million = (): number => 1_000_000;

function recentOf(from: number, to: number, limit = 100): ReplayBuffer {
  const recent = new ReplayBuffer(limit, million);
  recent.startAt(from - 1);
  for (const seq of range(from, to)) recent.append(frame(seq));
  return recent;
}

describe("recent frames", () => {
  it("answer exactly the frames after one seq, as far as they reach back", () => {
    const numbers = fc.nat(60);
    fc.assert(
      fc.property(numbers, numbers, numbers, fc.integer({ min: 1, max: 30 }), (start, count, seq, limit) => {
        const recent = recentOf(start + 1, start + count, limit);
        const oldest = Math.max(start, start + count - limit);
        expect(recent.oldest).to.equal(oldest);
        expect(after(recent, seq)).to.deep.equal(range(Math.max(seq, oldest) + 1, start + count));
      }),
    );
  });

  it("M6: come a page at a time: about as many characters as asked for, at least one frame", () => {
    const recent = recentOf(1, 10);
    expect(after(recent, 2, 35)).to.deep.equal([3, 4, 5]);
    expect(after(recent, 2, 1)).to.deep.equal([3]);
    expect(after(recent, 10, 35)).to.deep.equal([]);
  });

  it("are never more than a million characters, but at least the newest", () => {
    const recent = new ReplayBuffer(200, million);
    recent.startAt(0);
    for (const seq of range(1, 50)) recent.append(frame(seq, 100_000));
    expect(after(recent, 0)).to.deep.equal(range(41, 50));
    recent.append(frame(51, 5_000_000));
    expect(after(recent, 0)).to.deep.equal([51]);
  });

  it("M6: are fewer where many channels share the memory", () => {
    let room = 100;
    const recent = new ReplayBuffer(200, () => room);
    for (const seq of range(1, 10)) recent.append(frame(seq));
    room = 30;
    recent.append(frame(11));
    expect(after(recent, 0)).to.deep.equal([9, 10, 11]);
  });

  it("take older frames in front of them", () => {
    const recent = recentOf(11, 15);
    recent.prepend([]);
    expect(recent.oldest).to.equal(10);
    recent.prepend(range(6, 10).map((seq) => frame(seq)));
    expect(recent.oldest).to.equal(5);
    expect(after(recent, 7)).to.deep.equal(range(8, 15));
  });

  it("L2: take as many older frames as there is room for, the newest of them", () => {
    const recent = new ReplayBuffer(6, () => 100);
    recent.startAt(10);
    recent.append(frame(11, 50));
    recent.prepend(range(1, 10).map((seq) => frame(seq, 20)));
    expect(recent.oldest).to.equal(8);
    recent.append(frame(12, 5));
    expect(after(recent, 8)).to.deep.equal([9, 10, 11, 12]);
  });

  it("forget everything when the log begins again", () => {
    const recent = recentOf(1, 9);
    recent.startAt(3);
    expect(after(recent, 0)).to.deep.equal([]);
    recent.append(frame(4));
    expect(after(recent, 0)).to.deep.equal([4]);
  });
});
