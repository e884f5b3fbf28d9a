import { expect } from "chai";
import { live, resume } from "../support/arena.js";
import { arenaForEach } from "../support/arenaForEach.js";
import { settled, virtualTime } from "../support/virtualTime.js";

describe("the hub", () => {
  const arena = arenaForEach();

  it("delivers what the bus brings, without a look into the log", async () => {
    arena().append(1);
    const witness = await arena().seated();
    const { count } = arena().log;
    arena().append(3);
    arena().deliverAll();
    await settled();
    expect(witness.seqs).to.deep.equal([2, 3, 4]);
    expect(arena().log.count).to.equal(count);
  });

  it("asks the log about the first event of a channel, at once", async () => {
    const witness = await arena().seated();
    arena().append(2);
    arena().deliverAll();
    await virtualTime.pass(0);
    await arena().answerAll();
    expect(witness.seqs).to.deep.equal([1, 2]);
  });

  it("begins with the newest events that are asked for, then goes on", async () => {
    arena().append(10);
    const witness = await arena().seated(live(3));
    arena().append(1);
    arena().deliverAll();
    await settled();
    expect(witness.attachment?.start).to.deep.equal({ channel: "global", start: "live", from: 7, head: 10 });
    expect(witness.seqs).to.deep.equal([8, 9, 10, 11]);
  });

  it("resumes right after the cursor", async () => {
    const first = await arena().seated();
    arena().append(2);
    await arena().quiet();
    const cursor = first.entry;
    arena().append(3);
    await arena().quiet();
    const second = await arena().seated(resume(cursor));
    expect(second.attachment?.start).to.deep.equal({ channel: "global", start: "resumed", from: 2, head: 5 });
    expect(second.seqs).to.deep.equal([3, 4, 5]);
  });

  it("fetches from the log what the bus has lost, and holds what came after it", async () => {
    const witness = await arena().seated();
    arena().relay(5);
    arena().bus.deliver(4);
    await settled();
    expect(witness.seqs).to.deep.equal([]);
    await virtualTime.pass(50);
    await arena().answerAll();
    expect(witness.seqs).to.deep.equal([1, 2, 3, 4, 5]);
    expect(witness.resets).to.deep.equal([]);
  });

  it("notices what the bus has lost last, at the next comparison with the log", async () => {
    const witness = await arena().seated();
    arena().append(2);
    arena().bus.lose(0);
    await arena().verified();
    expect(witness.seqs).to.deep.equal([1, 2]);
  });

  it("a channel that nobody listens to any more asks nothing", async () => {
    arena().append(1);
    const witness = await arena().seated();
    arena().relay(3);
    arena().bus.deliver(3);
    witness.attachment?.release();
    await virtualTime.pass(60_000);
    for (const read of [...arena().log.reads]) read.fail();
    await settled();
    const { count } = arena().log;
    await virtualTime.pass(60_000);
    expect(arena().log.count).to.equal(count);
  });

  it("a subscriber that begins late misses nothing and gets nothing twice", async () => {
    arena().append(2);
    arena().attach(live(2));
    await arena().answerAll();
    arena().append(3);
    arena().deliverAll();
    await settled();
    arena().beginAll();
    arena().append(1);
    arena().deliverAll();
    await settled();
    expect(arena().witnesses[0]?.seqs).to.deep.equal([1, 2, 3, 4, 5, 6]);
  });

  it("whose rights are taken gets nothing more", async () => {
    arena().append(1);
    const witness = await arena().seated();
    arena().append(1);
    arena().deliverAll();
    arena().hub.revoke("mia", () => true);
    arena().append(1);
    await arena().quiet();
    expect(witness.released).to.equal(true);
    expect(witness.seqs).to.deep.equal([2]);
  });
});
