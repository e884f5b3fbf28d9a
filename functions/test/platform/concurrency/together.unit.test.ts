import { expect } from "chai";
import { together } from "../../../src/platform/concurrency/together.js";

describe("what is sent together", () => {
  it("goes at once if it comes alone, else with all that came while the last was in flight, at most so many", async () => {
    const sent: (readonly number[])[] = [];
    const finish: (() => void)[] = [];
    const send = together<number>(3, (items) => {
      sent.push(items);
      return new Promise<void>((resolve) => finish.push(resolve));
    });
    const all = Promise.all([1, 2, 3, 4, 5].map(send));
    expect(sent).to.deep.equal([[1]]);
    for (const batches of [2, 3]) {
      finish.shift()?.();
      await new Promise(setImmediate);
      expect(sent).to.have.length(batches);
    }
    finish.shift()?.();
    await all;
    expect(sent).to.deep.equal([[1], [2, 3, 4], [5]]);
    const alone = send(6);
    expect(sent.at(-1)).to.deep.equal([6]);
    finish.shift()?.();
    await alone;
  });

  it("fails as its own batch did, and the next is sent all the same", async () => {
    const send = together<string>(10, ([first]) =>
      first === "bad" ? Promise.reject(new Error("refused")) : Promise.resolve(),
    );
    const [bad, good] = await Promise.allSettled([send("bad"), send("good")]);
    expect([bad.status, good.status]).to.deep.equal(["rejected", "fulfilled"]);
  });
});
