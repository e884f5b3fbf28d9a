import { expect } from "chai";
import { type Channel } from "@firecast/contract/core/channel";
import { eventAt } from "../../../src/realtime/log/event.js";
import { sequenceAfter } from "../../../src/realtime/log/plan.js";
import type { TailReader } from "../../../src/realtime/log/reader.js";
import { MemoryFirestore } from "../support/memoryFirestore.js";
import { anAppend, aSmallChannel, range, testLog } from "../support/testLog.js";

/** A channel as it was written when its kind kept more: these events are there. */
async function logWith(channel: Channel, seqs: readonly number[]) {
  const memory = new MemoryFirestore();
  const batch = memory.batch();
  const entry = { id: "old", type: "test:event", at: "2026-03-01T12:00:00.000Z", dataAt: () => null };
  for (const seq of seqs) {
    const [event] = sequenceAfter(channel.name, { epoch: "e1", seq: seq - 1 }, [entry], "old.1");
    batch.create(eventAt(memory.asFirestore(), channel.name, seq), { ...event });
  }
  await batch.commit();
  let reads = 0;
  const reader = memory.reader();
  const counted: TailReader = {
    ...reader,
    from: (...query) => {
      reads++;
      return reader.from(...query);
    },
  };
  const log = testLog({ firestore: memory.asFirestore(), reader: counted });
  return {
    append: async () => {
      await log.append(anAppend(channel, "new"));
      await new Promise(setImmediate);
    },
    seqs: () => memory.events(channel.name).map(({ seq }) => seq),
    readsSince: () => reads,
  };
}

describe("what a lowered history has left behind", () => {
  const channel = aSmallChannel();
  const { history } = channel.kind;

  it("M1: is deleted by the next appends, a few by each, until the ring is all there is", async () => {
    const { append, seqs } = await logWith(channel, [...range(1, 50), ...range(101, 150)]);
    const orphans: number[] = [];
    for (let appended = 0; appended < 5; appended++) {
      await append();
      orphans.push(seqs().filter((seq) => seq <= 100).length);
    }
    expect(orphans).to.deep.equal([50, 30, 10, 0, 0]);
    expect(seqs()).to.deep.equal(range(156 - history, 155));
  });

  it("M1: is looked for once by each writer, and never where the ring is not full", async () => {
    const young = await logWith(channel, range(1, 10));
    const full = await logWith(channel, range(1, 50));
    for (let appended = 0; appended < 5; appended++) await Promise.all([young.append(), full.append()]);
    expect([young.readsSince(), full.readsSince()]).to.deep.equal([0, 1]);
  });

  it("M1: stays out of the way where the history is raised: the ring grows", async () => {
    const { append, seqs } = await logWith(channel, range(91, 110));
    for (let appended = 0; appended < 40; appended++) await append();
    expect(seqs()).to.deep.equal(range(101, 150));
  });
});
