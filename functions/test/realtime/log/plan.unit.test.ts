import { expect } from "chai";
import fc from "fast-check";
import { displacedBy, type NewEvent, sequenceAfter } from "../../../src/realtime/log/plan.js";

const anEntry = (values: Partial<NewEvent> = {}): NewEvent => ({
  id: "e1",
  type: "system:health_update",
  at: "2026-03-01T12:00:00.000Z",
  dataAt: () => ({ status: "ok" }),
  ...values,
});

describe("placing events", () => {
  it("numbers them from the head on, in the head's epoch", () => {
    const sequenced = sequenceAfter(
      "global",
      { epoch: "e1", seq: 41 },
      [anEntry(), anEntry({ id: "e2", by: "mia" })],
      "w.1",
    );
    expect(sequenced).to.deep.equal([
      {
        channel: "global",
        epoch: "e1",
        seq: 42,
        id: "e1",
        type: "system:health_update",
        wire: '{"id":"e1","channel":"global","type":"system:health_update","seq":42,"at":"2026-03-01T12:00:00.000Z","data":{"status":"ok"}}',
        commit: "w.1",
      },
      {
        channel: "global",
        epoch: "e1",
        seq: 43,
        id: "e2",
        type: "system:health_update",
        wire: '{"id":"e2","channel":"global","type":"system:health_update","seq":43,"at":"2026-03-01T12:00:00.000Z","by":"mia","data":{"status":"ok"}}',
        commit: "w.1",
      },
    ]);
  });

  it("gives each event's data its own number", () => {
    const entry = anEntry({ dataAt: (seq) => ({ seq }) });
    const wires = sequenceAfter("global", { epoch: "e1", seq: 7 }, [entry, entry], "w.1").map(
      ({ wire }) => wire,
    );
    expect(wires.map((wire) => (JSON.parse(wire) as { data: unknown }).data)).to.deep.equal([
      { seq: 8 },
      { seq: 9 },
    ]);
  });

  it("moves out of a ring buffer one event for each that comes in, so that exactly `history` remain", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 12 })),
        fc.integer({ min: 1, max: 10 }),
        (groups, history) => {
          const kept = new Set<number>();
          let seq = 0;
          for (const size of groups) {
            const sequenced = sequenceAfter(
              "global",
              { epoch: "e", seq },
              Array.from({ length: size }, () => anEntry()),
              "w.1",
            );
            for (const event of sequenced) kept.add(event.seq);
            for (const gone of displacedBy(sequenced, history))
              expect(kept.delete(gone), `${gone} was there`).to.equal(true);
            seq += size;
          }
          const expected = Array.from({ length: Math.min(seq, history) }, (_, index) => seq - index);
          expect([...kept].sort((a, b) => b - a)).to.deep.equal(expected);
        },
      ),
    );
  });
});
