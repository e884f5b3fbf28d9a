import { expect } from "chai";
import { history } from "../support/arena.js";
import { arenaForEach } from "../support/arenaForEach.js";
import { virtualTime } from "../support/virtualTime.js";

describe("the hub on an empty channel", () => {
  const arena = arenaForEach();

  it("delivers what followed the first event before that was looked up, though it has left the ring again", async () => {
    const witness = await arena().seated();
    const count = history + 40;
    arena().append(1);
    arena().append(count - 1);
    arena().deliverAll();
    await virtualTime.pass(0);
    await arena().answerAll();
    expect(witness.seqs).to.deep.equal(Array.from({ length: count }, (_, index) => index + 1));
    expect(witness.resets).to.deep.equal([]);
  });
});
