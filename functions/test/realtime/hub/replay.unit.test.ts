import { expect } from "chai";
import { Arena, history, live, resume } from "../support/arena.js";
import { settled, virtualTime } from "../support/virtualTime.js";
import type { Witness } from "../support/witness.js";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("a replay", () => {
  let arena: Arena;

  /** Two events of 30,000 characters are a page. */
  beforeEach(() => {
    virtualTime.start();
    arena = new Arena({ padding: 30_000 });
  });

  afterEach(async () => {
    await arena.close();
    virtualTime.stop();
  });

  /** Sits down with the newest events, and takes no more than a first page of them. */
  async function seatedSlow(newest = history): Promise<Witness> {
    arena.attach(live(newest));
    arena.attached.at(-1)?.stall();
    await arena.answerAll();
    arena.beginAll();
    const witness = arena.witnesses.at(-1);
    if (!witness) throw new Error("nobody was seated");
    return witness;
  }

  it("M6: comes a page at a time, as fast as the reader takes it", async () => {
    arena.append(10);
    const witness = await seatedSlow();
    await virtualTime.pass(60_000);
    expect(witness.seqs).to.deep.equal([1, 2]);
    witness.drain();
    await arena.answerAll();
    expect(witness.seqs).to.deep.equal(range(1, 10));
  });

  it("F7: waits while its user owes for what was replayed, and is whole then, with what came meanwhile", async () => {
    arena.append(10);
    const witness = await seatedSlow();
    witness.allow(4);
    witness.drain();
    await arena.answerAll();
    await virtualTime.pass(60_000);
    expect(witness.seqs).to.deep.equal(range(1, 4));
    arena.append(2);
    arena.deliverAll();
    await settled();
    expect(witness.seqs).to.deep.equal(range(1, 4));
    witness.allow(Infinity);
    await arena.answerAll();
    expect(witness.seqs).to.deep.equal(range(1, 12));
    expect(witness.objections).to.deep.equal([]);
  });

  it("F7: that is over waits for nothing: what happens now is seen, whatever the user owes", async () => {
    arena.append(2);
    const witness = await seatedSlow();
    witness.allow(0);
    witness.drain();
    await arena.answerAll();
    arena.append(1);
    arena.deliverAll();
    await settled();
    expect(witness.seqs).to.deep.equal(range(1, 3));
  });

  it("M6: is joined by what comes meanwhile, in order, and nothing of that waits in memory", async () => {
    arena.append(4);
    const witness = await seatedSlow();
    arena.append(30);
    arena.deliverAll();
    await settled();
    expect(witness.seqs).to.deep.equal([1, 2]);
    witness.drain();
    await arena.answerAll();
    arena.append(1);
    arena.deliverAll();
    await settled();
    expect(witness.seqs).to.deep.equal(range(1, 35));
    expect(witness.objections).to.deep.equal([]);
  });

  it("M6: says `expired` once when the log has overtaken it, and goes on from there", async () => {
    arena.append(10);
    const witness = await seatedSlow();
    for (let burst = 0; burst < 3; burst++) arena.append(history);
    await arena.verified();
    arena.deliverAll();
    witness.drain();
    await arena.answerAll();
    arena.append(1);
    arena.deliverAll();
    await settled();
    expect(witness.resets).to.deep.equal(["expired"]);
    expect(witness.position).to.deep.equal(arena.log.position);
  });

  it("M6: of a reader that left reads nothing more", async () => {
    arena.append(40);
    const witness = await seatedSlow();
    witness.attachment?.release();
    const { count } = arena.log;
    witness.drain();
    await virtualTime.pass(10_000);
    expect(arena.log.count).to.equal(count);
    expect(witness.seqs).to.deep.equal([1, 2]);
  });

  it("M6: goes on when the log can be read again", async () => {
    arena.append(40);
    const witness = await seatedSlow();
    witness.drain();
    await settled();
    expect(arena.log.reads).to.have.length(1);
    arena.log.reads[0]?.fail();
    await settled();
    await virtualTime.pass(1000);
    await arena.answerAll();
    expect(witness.seqs).to.deep.equal(range(1, 40));
  });

  it("L2: of more than memory holds is no reason for a reset, whatever comes while it is being read", async () => {
    arena.append(1);
    const early = await arena.seated();
    const cursor = early.entry;
    early.attachment?.release();
    arena.log.append(45);
    arena.attach(resume(cursor));
    for (let round = 0; round < 200 && arena.beginnings.length === 0; round++) {
      arena.log.reads[0]?.perform();
      if (round === 2) arena.append(1);
      arena.deliverAll();
      arena.log.reads[0]?.answer();
      await settled();
    }
    arena.beginAll();
    await arena.answerAll();
    const [, witness] = arena.witnesses;
    expect(witness?.attachment?.start.start).to.equal("resumed");
    expect(witness?.resets).to.deep.equal([]);
    expect(witness?.seqs).to.deep.equal(range(2, arena.log.position.seq));
  });

  it("M6: serves all who resume in the same place with one read", async () => {
    arena.log.append(45);
    for (let reader = 0; reader < 20; reader++) arena.attach(live(45));
    await arena.answerAll();
    // The head, then the first page of the log.
    expect(arena.log.count).to.equal(2);
  });

  it("M6: begins where the log still has something, though the feed has gone on while it was read", async () => {
    arena.append(41);
    arena.attach(live(5));
    await settled();
    arena.log.reads[0]?.answer();
    await settled();
    arena.append(51);
    arena.deliverAll();
    await arena.answerAll();
    arena.beginAll();
    await arena.answerAll();
    const [witness] = arena.witnesses;
    expect(witness?.objections).to.deep.equal([]);
    expect(witness?.position).to.deep.equal(arena.log.position);
  });
});
