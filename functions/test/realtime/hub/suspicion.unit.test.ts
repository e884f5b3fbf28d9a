import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { ephemeralKind, resume } from "../support/arena.js";
import { arenaForEach } from "../support/arenaForEach.js";
import { settled, virtualTime } from "../support/virtualTime.js";
import { Witness } from "../support/witness.js";

describe("the hub when the bus", () => {
  const arena = arenaForEach();

  it("H6: was broken has the rights asked for again: news of a lost one may have been missed", async () => {
    await arena().seated();
    const { suspicions } = arena();
    arena().bus.break();
    arena().bus.restore();
    expect(arena().suspicions).to.equal(suspicions + 1);
  });

  it("H6: stays broken has them asked for every ten seconds", async () => {
    await arena().seated();
    const { suspicions } = arena();
    arena().bus.break();
    await virtualTime.pass(60_000);
    expect(arena().suspicions).to.equal(suspicions + 6);
  });

  it("H6: works asks for nothing", async () => {
    await arena().seated();
    const { suspicions } = arena();
    await virtualTime.pass(600_000);
    expect(arena().suspicions).to.equal(suspicions);
  });

  it("falls silent without a word still finds what it has lost, at the next comparison with the log", async () => {
    const witness = await arena().seated();
    arena().bus.silence();
    arena().append(3);
    arena().deliverAll();
    await virtualTime.pass(10_000);
    expect(witness.seqs, "nothing told the hub").to.deep.equal([]);
    await arena().verified();
    expect(witness.seqs).to.deep.equal([1, 2, 3]);
  });

  it("L1: lets packets overtake each other, no look into the log is needed", async () => {
    arena().append(1);
    const witness = await arena().seated();
    const { count } = arena().log;
    for (let pair = 0; pair < 10; pair++) {
      arena().relay(2);
      arena().bus.deliver(arena().bus.inFlight.length - 1);
      arena().deliverAll();
      await settled();
    }
    await virtualTime.pass(500);
    expect(witness.seqs).to.have.length(20);
    expect(arena().log.count).to.equal(count);
  });

  it("H1: carries a channel without a log, there is nothing to look up, to resume or to verify", async () => {
    const typing = channelOf(ephemeralKind, {});
    const witness = new Witness(arena().log);
    const attachment = await arena().hub.attach(typing, resume("abcd5"), witness);
    const { start, entry } = attachment;
    attachment.begin();
    await arena().verified();
    arena().bus.break();
    await virtualTime.pass(10_000);
    await settled();
    expect(start).to.deep.equal({ channel: typing.name, start: "live", from: 0, head: 0 });
    expect(entry).to.equal(undefined);
    expect(arena().log.count).to.equal(0);
  });
});
