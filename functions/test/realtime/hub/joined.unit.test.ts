import { expect } from "chai";
import type { Frame } from "../../../src/realtime/hub/batch.js";
import { joined } from "../../../src/realtime/hub/joined.js";
import { Arena, resume } from "../support/arena.js";
import { settled, virtualTime } from "../support/virtualTime.js";

const durable = (seq: number, wire = `{"seq":${seq}}`): Frame => ({ entry: `e${seq}`, type: "a:b", wire });
const typing: Frame = { type: "a:typing", wire: "{}" };

describe("events of a turn", () => {
  it("go out as one batch if they are so many or more, with the cursor of the last", () => {
    expect(joined("rooms/1", [durable(1), durable(2), durable(3)], 3)).to.deep.equal([
      {
        entry: "e3",
        type: "batch",
        wire: '{"channel":"rooms/1","events":[{"seq":1},{"seq":2},{"seq":3}]}',
        holds: 3,
      },
    ]);
  });

  it("go out one by one if they are fewer, and a single one never as a batch", () => {
    expect(joined("rooms/1", [durable(1), durable(2)], 3)).to.deep.equal([durable(1), durable(2)]);
    expect(joined("rooms/1", [durable(1)], 1)).to.deep.equal([durable(1)]);
  });

  it("leave ephemeral events what they are, where they are", () => {
    const frames = joined("rooms/1", [durable(1), durable(2), typing, typing, durable(3), durable(4)], 2);
    expect(frames.map(({ type, entry, holds }) => [type, entry, holds])).to.deep.equal([
      ["batch", "e2", 2],
      ["a:typing", undefined, undefined],
      ["a:typing", undefined, undefined],
      ["batch", "e4", 2],
    ]);
  });

  it("are several batches where one would be large", () => {
    const large = [1, 2, 3, 4, 5].map((seq) => durable(seq, `"${"x".repeat(30_000)}"`));
    expect(joined("rooms/1", large, 2).map(({ entry, holds }) => [entry, holds])).to.deep.equal([
      ["e2", 2],
      ["e4", 2],
      ["e5", undefined],
    ]);
  });
});

describe("a channel whose kind says so", () => {
  let arena: Arena;

  beforeEach(() => {
    virtualTime.start();
    arena = new Arena({ batchFrom: 10 });
  });

  afterEach(async () => {
    await arena.close();
    virtualTime.stop();
  });

  it("sends what was appended together as one frame to those who are there, and event by event to those who come back", async () => {
    arena.append(1);
    const there = await arena.seated();
    arena.append(30);
    arena.deliverAll();
    await settled();
    expect(there.frames).to.equal(1);
    expect(there.seqs).to.have.length(30);
    const position = { ...arena.log.position, seq: 11 };
    const back = await arena.seated(resume(arena.log.entryAt(position)));
    expect(back.frames).to.equal(20);
    expect(back.seqs.at(0)).to.equal(12);
    for (const witness of arena.witnesses) expect(witness.objections).to.deep.equal([]);
  });
});
