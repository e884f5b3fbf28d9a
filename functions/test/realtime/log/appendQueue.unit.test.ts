import { expect } from "chai";
import { AppendQueue, type QueuedAppend } from "../../../src/realtime/log/appendQueue.js";

const anAppend = (): QueuedAppend => ({
  newEvents: [],
  copies: [],
  prepare: undefined,
  writes: undefined,
  creates: [],
  after: undefined,
  giveUpAt: 0,
  resolve: () => undefined,
  reject: () => undefined,
});

describe("appends that wait", () => {
  it("come in turn with those that were tried apart in vain: neither keeps the other waiting", () => {
    const queue = new AppendQueue();
    const [a, b, c] = [anAppend(), anAppend(), anAppend()];
    queue.add(a);
    queue.add(b);
    queue.split(queue.next());
    queue.add(c);
    const suspect = queue.next();
    expect(suspect.members).to.deep.equal([a]);
    queue.again({ ...suspect, lost: 1 });
    expect(queue.next().members).to.deep.equal([c]);
    expect(queue.next().members).to.deep.equal([b]);
    expect(queue.next().members).to.deep.equal([a]);
    expect(queue.isEmpty).to.equal(true);
  });
});
