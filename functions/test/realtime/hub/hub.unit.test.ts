import { expect } from "chai";
import { Arena, history, live, resume } from "../support/arena.js";
import { settled, virtualTime } from "../support/virtualTime.js";

describe("the hub", () => {
  let arena: Arena;

  beforeEach(() => {
    virtualTime.start();
    arena = new Arena();
  });

  afterEach(async () => {
    await arena.close();
    virtualTime.stop();
  });

  it("delivers what the bus brings, without a look into the log", async () => {
    arena.append(1);
    const witness = await arena.seated();
    const { count } = arena.log;
    arena.append(3);
    arena.deliverAll();
    await settled();
    expect(witness.seqs).to.deep.equal([2, 3, 4]);
    expect(arena.log.count).to.equal(count);
  });

  it("asks the log about the first event of a channel, at once", async () => {
    const witness = await arena.seated();
    arena.append(2);
    arena.deliverAll();
    await virtualTime.pass(0);
    await arena.answerAll();
    expect(witness.seqs).to.deep.equal([1, 2]);
  });

  it("begins with the newest events that are asked for, then goes on", async () => {
    arena.append(10);
    const witness = await arena.seated(live(3));
    arena.append(1);
    arena.deliverAll();
    await settled();
    expect(witness.attachment?.start).to.deep.equal({ channel: "global", start: "live", from: 7, head: 10 });
    expect(witness.seqs).to.deep.equal([8, 9, 10, 11]);
  });

  it("resumes right after the cursor", async () => {
    const first = await arena.seated();
    arena.append(2);
    await arena.quiet();
    const cursor = first.entry;
    arena.append(3);
    await arena.quiet();
    const second = await arena.seated(resume(cursor));
    expect(second.attachment?.start).to.deep.equal({ channel: "global", start: "resumed", from: 2, head: 5 });
    expect(second.seqs).to.deep.equal([3, 4, 5]);
  });

  it("fetches from the log what the bus has lost, and holds what came after it", async () => {
    const witness = await arena.seated();
    arena.relay(5);
    arena.bus.deliver(4);
    await settled();
    expect(witness.seqs).to.deep.equal([]);
    await virtualTime.pass(50);
    await arena.answerAll();
    expect(witness.seqs).to.deep.equal([1, 2, 3, 4, 5]);
    expect(witness.resets).to.deep.equal([]);
  });

  it("notices what the bus has lost last, at the next comparison with the log", async () => {
    const witness = await arena.seated();
    arena.append(2);
    arena.bus.lose(0);
    await arena.verified();
    expect(witness.seqs).to.deep.equal([1, 2]);
  });

  it("says `expired` once when the log has forgotten what the bus has lost", async () => {
    arena.append(1);
    const witness = await arena.seated();
    for (let burst = 0; burst < 4; burst++) arena.append(history);
    while (arena.bus.inFlight.length > 0) arena.bus.lose(0);
    await arena.verified();
    expect(witness.resets).to.deep.equal(["expired"]);
    expect(witness.position).to.deep.equal({ epoch: "epoch1", seq: 4 * history + 1 });
    arena.append(2);
    await arena.quiet();
    expect(witness.seqs).to.deep.equal([4 * history + 2, 4 * history + 3]);
    expect(witness.resets).to.deep.equal(["expired"]);
  });

  it("says `recreated` once when the log was wiped and begun again", async () => {
    arena.append(5);
    const witness = await arena.seated();
    arena.log.wipe();
    arena.append(3);
    await arena.quiet();
    await arena.verified();
    expect(witness.resets).to.deep.equal(["recreated"]);
    arena.append(1);
    await arena.quiet();
    expect(witness.position).to.deep.equal({ epoch: "epoch2", seq: 4 });
    expect(witness.resets).to.deep.equal(["recreated"]);
  });

  it("says `recreated` once when the wipe is seen before the new beginning", async () => {
    arena.append(5);
    const witness = await arena.seated();
    arena.log.wipe();
    await arena.verified();
    expect(witness.position).to.deep.equal({ epoch: "", seq: 0 });
    arena.append(2);
    await arena.quiet();
    expect(witness.seqs).to.deep.equal([1, 2]);
    expect(witness.resets).to.deep.equal(["recreated"]);
  });

  it("does not take a late first event of a wiped log for the beginning of the next one", async () => {
    arena.relay(1);
    const witness = await arena.seated();
    arena.log.wipe();
    await arena.verified();
    arena.bus.deliver(0);
    await arena.quiet();
    expect(witness.seqs).to.deep.equal([]);
    arena.append(2);
    await arena.quiet();
    expect(witness.seqs).to.deep.equal([1, 2]);
    expect(witness.resets).to.deep.equal(["recreated"]);
  });

  it("does not ask the log for ever about an event that is in no log any more", async () => {
    arena.relay(3);
    await arena.seated();
    arena.log.wipe();
    await arena.verified();
    arena.bus.deliver(2);
    await arena.quiet();
    const { count } = arena.log;
    await virtualTime.pass(5000);
    expect(arena.log.count).to.equal(count);
  });

  it("M1: resets a cursor from before a gap that a lowered history has left, and resumes one from after it", async () => {
    arena.append(50);
    arena.log.lose(11, 20);
    const at = (seq: number) => resume(arena.log.entryAt({ ...arena.log.position, seq }));
    const lost = [await arena.seated(at(5)), await arena.seated(at(15)), await arena.seated(at(19))];
    for (const { attachment, seqs } of lost) {
      expect(attachment?.start).to.deep.equal({ channel: "global", start: "reset", from: 50, head: 50 });
      expect(seqs).to.deep.equal([]);
    }
    const after = await arena.seated(at(20));
    expect(after.attachment?.start).to.include({ start: "resumed", from: 20 });
    expect(after.seqs).to.have.length(30);
  });

  it("a channel that nobody listens to any more asks nothing", async () => {
    arena.append(1);
    const witness = await arena.seated();
    arena.relay(3);
    arena.bus.deliver(3);
    witness.attachment?.release();
    await virtualTime.pass(60_000);
    for (const read of [...arena.log.reads]) read.fail();
    await settled();
    const { count } = arena.log;
    await virtualTime.pass(60_000);
    expect(arena.log.count).to.equal(count);
  });

  it("looks again before it calls a cursor unknown, even while an older look is under way", async () => {
    arena.append(1);
    await arena.seated();
    await virtualTime.pass(30_000);
    arena.log.reads[0]?.perform();
    arena.append(1);
    const elsewhere = { epoch: "epoch1", seq: 2 };
    arena.attach(resume(arena.log.entryAt(elsewhere)));
    await arena.answerAll();
    arena.beginAll();
    expect(arena.witnesses.at(-1)?.attachment?.start).to.deep.equal({
      channel: "global",
      start: "resumed",
      from: 2,
      head: 2,
    });
  });

  it("keeps a cursor's own log when the log is wiped while a replay is being read", async () => {
    arena.append(10);
    const early = arena.log.entryAt({ epoch: "epoch1", seq: 3 });
    await arena.seated();
    arena.attach(resume(early));
    await settled();
    // The replay is being read; now the log begins again, and the first witness's feed notices.
    const [replay] = arena.log.reads;
    arena.log.wipe();
    arena.append(2);
    arena.deliverAll();
    await virtualTime.pass(50);
    while (arena.log.reads.some((read) => read !== replay)) {
      arena.log.reads.find((read) => read !== replay)?.answer();
      await settled();
    }
    arena.append(6);
    arena.deliverAll();
    await settled();
    await arena.answerAll();
    arena.beginAll();
    const witness = arena.witnesses.at(-1);
    expect(witness?.resets).to.deep.equal(["recreated"]);
    expect(witness?.position).to.deep.equal(arena.log.position);
  });

  it("takes back nothing: what was delivered while a reset was prepared makes it needless", async () => {
    arena.append(1);
    const witness = await arena.seated();
    arena.bus.lose(0);
    for (let burst = 0; burst < 2 * history; burst++) arena.append(1);
    await virtualTime.pass(30_000);
    arena.log.reads[0]?.answer();
    await settled();
    arena.log.reads[0]?.perform();
    arena.append(1);
    arena.deliverAll();
    await arena.quiet();
    expect(witness.resets).to.deep.equal([]);
    expect(witness.seqs).to.deep.equal(Array.from({ length: 2 * history + 1 }, (_, index) => index + 2));
  });

  it("a subscriber that begins late misses nothing and gets nothing twice", async () => {
    arena.append(2);
    arena.attach(live(2));
    await arena.answerAll();
    arena.append(3);
    arena.deliverAll();
    await settled();
    arena.beginAll();
    arena.append(1);
    arena.deliverAll();
    await settled();
    expect(arena.witnesses[0]?.seqs).to.deep.equal([1, 2, 3, 4, 5, 6]);
  });

  it("whose rights are taken gets nothing more", async () => {
    arena.append(1);
    const witness = await arena.seated();
    arena.append(1);
    arena.deliverAll();
    arena.hub.revoke("mia", () => true);
    arena.append(1);
    await arena.quiet();
    expect(witness.released).to.equal(true);
    expect(witness.seqs).to.deep.equal([2]);
  });
});
