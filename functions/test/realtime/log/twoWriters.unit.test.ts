import { expect } from "chai";
import type { Channel } from "@firecast/contract/core/channel";
import { MemoryFirestore } from "../support/memoryFirestore.js";
import { aChannel, anAppend, range, testLog } from "../support/testLog.js";

describe("a channel that one instance writes directly and as copies of another channel's events", () => {
  const world = () => {
    const memory = new MemoryFirestore();
    const log = testLog({ firestore: memory.asFirestore(), reader: memory.reader() });
    const [channel, other] = [aChannel(), aChannel()];
    const some = (count: number) => range(1, count).map((data) => ({ type: "test:event", data }));
    return {
      memory,
      other,
      directly: (count: number) => log.append(anAppend(other, "", { events: some(count) })),
      asCopies: (count: number) =>
        log.append(anAppend(channel, "", { events: some(count), copies: [other] })),
    };
  };
  const epochsOf = (memory: MemoryFirestore, { name }: Channel) =>
    memory.events(name).map(({ seq, epoch }) => [seq, epoch] as const);

  it("has one epoch when it is deleted, and begun again by copies up to the same number", async () => {
    const { memory, other, directly, asCopies } = world();
    await directly(2);
    memory.wipe(other.name);
    await asCopies(2);
    await directly(1);
    const [[, epoch] = []] = epochsOf(memory, other);
    expect(epochsOf(memory, other)).to.deep.equal([1, 2, 3].map((seq) => [seq, epoch]));
  });

  it("has one epoch when it is deleted, and begun again directly up to the same number", async () => {
    const { memory, other, directly, asCopies } = world();
    await asCopies(2);
    memory.wipe(other.name);
    await directly(2);
    await asCopies(1);
    const [[, epoch] = []] = epochsOf(memory, other);
    expect(epochsOf(memory, other)).to.deep.equal([1, 2, 3].map((seq) => [seq, epoch]));
  });
});
