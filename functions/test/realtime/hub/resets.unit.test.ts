import { expect } from "chai";
import { history, live, resume } from "../support/arena.js";
import { arenaForEach } from "../support/arenaForEach.js";
import { settled, virtualTime } from "../support/virtualTime.js";
import type { Witness } from "../support/witness.js";

describe("the hub, where the log has ended or begun again", () => {
  const arena = arenaForEach();

  it("says `expired` once when the log has forgotten what the bus has lost", async () => {
    arena().append(1);
    const witness = await arena().seated();
    for (let burst = 0; burst < 4; burst++) arena().append(history);
    while (arena().bus.inFlight.length > 0) arena().bus.lose(0);
    await arena().verified();
    expect(witness.resets).to.deep.equal(["expired"]);
    expect(witness.position).to.deep.equal({ epoch: "epoch1", seq: 4 * history + 1 });
    arena().append(2);
    await arena().quiet();
    expect(witness.seqs).to.deep.equal([4 * history + 2, 4 * history + 3]);
    expect(witness.resets).to.deep.equal(["expired"]);
  });

  it("says `recreated` once when the log was wiped and begun again", async () => {
    arena().append(5);
    const witness = await arena().seated();
    arena().log.wipe();
    arena().append(3);
    await arena().quiet();
    await arena().verified();
    expect(witness.resets).to.deep.equal(["recreated"]);
    arena().append(1);
    await arena().quiet();
    expect(witness.position).to.deep.equal({ epoch: "epoch2", seq: 4 });
    expect(witness.resets).to.deep.equal(["recreated"]);
  });

  it("says `recreated` once when the wipe is seen before the new beginning", async () => {
    arena().append(5);
    const witness = await arena().seated();
    arena().log.wipe();
    await arena().verified();
    expect(witness.position).to.deep.equal({ epoch: "", seq: 0 });
    arena().append(2);
    await arena().quiet();
    expect(witness.seqs).to.deep.equal([1, 2]);
    expect(witness.resets).to.deep.equal(["recreated"]);
  });

  it("does not take a late first event of a wiped log for the beginning of the next one", async () => {
    arena().relay(1);
    const witness = await arena().seated();
    arena().log.wipe();
    await arena().verified();
    arena().bus.deliver(0);
    await arena().quiet();
    expect(witness.seqs).to.deep.equal([]);
    arena().append(2);
    await arena().quiet();
    expect(witness.seqs).to.deep.equal([1, 2]);
    expect(witness.resets).to.deep.equal(["recreated"]);
  });

  it("does not ask the log for ever about an event that is in no log any more", async () => {
    arena().relay(3);
    await arena().seated();
    arena().log.wipe();
    await arena().verified();
    arena().bus.deliver(2);
    await arena().quiet();
    const { count } = arena().log;
    await virtualTime.pass(5000);
    expect(arena().log.count).to.equal(count);
  });

  it("M1: resets a cursor from before a gap that a lowered history has left, and resumes one from after it", async () => {
    arena().append(50);
    arena().log.lose(11, 20);
    const at = (seq: number) => resume(arena().log.entryAt({ ...arena().log.position, seq }));
    const lost = [await arena().seated(at(5)), await arena().seated(at(15)), await arena().seated(at(19))];
    for (const { attachment, seqs } of lost) {
      expect(attachment?.start).to.deep.equal({ channel: "global", start: "reset", from: 50, head: 50 });
      expect(seqs).to.deep.equal([]);
    }
    const after = await arena().seated(at(20));
    expect(after.attachment?.start).to.include({ start: "resumed", from: 20 });
    expect(after.seqs).to.have.length(30);
  });

  it("looks again before it calls a cursor unknown, even while an older look is under way", async () => {
    arena().append(1);
    await arena().seated();
    await virtualTime.pass(30_000);
    arena().log.reads[0]?.perform();
    arena().append(1);
    const elsewhere = { epoch: "epoch1", seq: 2 };
    arena().attach(resume(arena().log.entryAt(elsewhere)));
    await arena().answerAll();
    arena().beginAll();
    expect(arena().witnesses.at(-1)?.attachment?.start).to.deep.equal({
      channel: "global",
      start: "resumed",
      from: 2,
      head: 2,
    });
  });

  it("keeps a cursor's own log when the log is wiped while a replay is being read", async () => {
    arena().append(10);
    const early = arena().log.entryAt({ epoch: "epoch1", seq: 3 });
    await arena().seated();
    arena().attach(resume(early));
    await settled();
    // The replay is being read; now the log begins again, and the first witness's feed notices.
    const [replay] = arena().log.reads;
    arena().log.wipe();
    arena().append(2);
    arena().deliverAll();
    await virtualTime.pass(50);
    while (arena().log.reads.some((read) => read !== replay)) {
      arena()
        .log.reads.find((read) => read !== replay)
        ?.answer();
      await settled();
    }
    arena().append(6);
    arena().deliverAll();
    await settled();
    await arena().answerAll();
    arena().beginAll();
    const witness = arena().witnesses.at(-1);
    expect(witness?.resets).to.deep.equal(["recreated"]);
    expect(witness?.position).to.deep.equal(arena().log.position);
  });

  it("takes back nothing: what was delivered while a reset was prepared makes it needless", async () => {
    arena().append(1);
    const witness = await arena().seated();
    arena().bus.lose(0);
    for (let burst = 0; burst < 2 * history; burst++) arena().append(1);
    await virtualTime.pass(30_000);
    arena().log.reads[0]?.answer();
    await settled();
    arena().log.reads[0]?.perform();
    arena().append(1);
    arena().deliverAll();
    await arena().quiet();
    expect(witness.resets).to.deep.equal([]);
    expect(witness.seqs).to.deep.equal(Array.from({ length: 2 * history + 1 }, (_, index) => index + 2));
  });

  describe("while a reset is prepared", () => {
    /** The log has overtaken the feed, as one look has shown; the head to go on from is being asked for. */
    async function overtaken(): Promise<Witness> {
      arena().append(1);
      const witness = await arena().seated();
      arena().bus.lose(0);
      arena().append(1);
      arena().append(2 * history);
      await virtualTime.pass(30_000);
      arena().log.reads[0]?.answer();
      await settled();
      return witness;
    }

    it("what closes the gap makes it needless, also if the log has gone on since", async () => {
      const witness = await overtaken();
      arena().deliverAll();
      await settled();
      arena().append(1);
      await arena().answerAll();
      expect(witness.resets).to.deep.equal([]);
      await arena().quiet();
      expect(witness.resets).to.deep.equal([]);
      expect(witness.seqs).to.deep.equal(Array.from({ length: 2 * history + 2 }, (_, index) => index + 2));
      expect(witness.objections).to.deep.equal([]);
    });

    it("what leaves a gap is delivered, and the reset says what is lost", async () => {
      const witness = await overtaken();
      arena().bus.deliver(0);
      await settled();
      arena().bus.lose(0);
      await arena().answerAll();
      await arena().quiet();
      expect(witness.seqs).to.deep.equal([2]);
      expect(witness.resets).to.deep.equal(["expired"]);
      expect(witness.position).to.deep.equal(arena().log.position);
      expect(witness.objections).to.deep.equal([]);
    });
  });

  it("a reader that begins after it was overtaken is reset once, whatever its feed was looking up then", async () => {
    arena().attach(live());
    await settled();
    arena().append(1);
    await arena().answerAll();
    await virtualTime.pass(2000);
    arena().append(history + 1);
    arena().log.reads[0]?.answer();
    await settled();
    arena().deliverAll();
    await settled();
    arena().append(1);
    arena().beginAll();
    await settled();
    await arena().quiet();
    const [witness] = arena().witnesses;
    expect(witness?.resets).to.deep.equal(["expired"]);
    expect(witness?.seqs).to.deep.equal([history + 3]);
  });
});
