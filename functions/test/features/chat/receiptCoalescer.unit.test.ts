import { expect } from "chai";
import { receiptCoalescer } from "../../../src/features/chat/reads/receiptCoalescer.js";
import type { Publisher } from "../../../src/realtime/publisher.js";
import { settled, virtualTime } from "../../realtime/support/virtualTime.js";
import { aReceipt } from "./builders.js";
import { numbers } from "./conversation.js";

describe("read receipts on their way into the log", () => {
  /** What was appended in one turn shares a commit. */
  let commits: { channel: string; by: string[] }[];
  let outcome: Promise<never[]>;
  let isNewTurn = true;

  const append: Publisher["append"] = ({ channel, events }) => {
    if (isNewTurn) commits.push({ channel: channel.name, by: [] });
    isNewTurn = false;
    setImmediate(() => (isNewTurn = true));
    commits.at(-1)?.by.push(...events.map(({ by }) => String(by)));
    return outcome;
  };
  const coalescer = () => receiptCoalescer({ publisher: { append }, store: { putReceipt: () => undefined } });
  const advance = (uid: string, lastReadSeq: number, spaceId = "s1") => ({
    spaceId,
    seen: undefined,
    state: { ...aReceipt({ uid, lastReadSeq }), unread: 0 },
    request: undefined,
  });
  const seqOf = ({ lastReadSeq }: { lastReadSeq: number }): number => lastReadSeq;

  beforeEach(() => {
    virtualTime.start();
    commits = [];
    isNewTurn = true;
    outcome = Promise.resolve([]);
  });
  afterEach(() => virtualTime.stop());

  it("H1: the first in a quiet space goes at once", async () => {
    const { commit } = coalescer();
    await commit(advance("mia", 1));
    await settled();
    await commit(advance("mia", 1, "s2"));
    expect(commits).to.deep.equal([
      { channel: "spaces/s1/reads", by: ["mia"] },
      { channel: "spaces/s2/reads", by: ["mia"] },
    ]);
  });

  it("H1: two hundred readers of one message go in two turns, with every reader's newest receipt", async () => {
    const { commit } = coalescer();
    const uids = numbers(1, 200).map((n) => `reader${n}`);
    const answers = Promise.all(uids.flatMap((uid) => [commit(advance(uid, 1)), commit(advance(uid, 2))]));
    await settled();
    await virtualTime.pass(250);
    expect((await answers).map(seqOf)).to.deep.equal([1, ...numbers(2, 400).map(() => 2)]);
    expect(commits.map(({ by }) => by.length)).to.deep.equal([1, 200]);
    expect(commits[1]?.by).to.deep.equal(["reader1", ...uids.slice(1)]);
  });

  it("H1: an older receipt that comes late does not take the place of a newer one, and answers it", async () => {
    const { commit } = coalescer();
    const answers = Promise.all([3, 2, 1].map((seq) => commit(advance("mia", seq))));
    await virtualTime.pass(250);
    expect((await answers).map(seqOf)).to.deep.equal([3, 2, 2]);
  });

  it("H1: a caller is answered when its receipt is in the log, and not before", async () => {
    const { commit } = coalescer();
    await commit(advance("mia", 1));
    let out = false;
    void commit(advance("max", 1)).then(() => (out = true));
    await virtualTime.pass(249);
    await settled();
    expect(out).to.equal(false);
    await virtualTime.pass(1);
    await settled();
    expect(out).to.equal(true);
  });

  it("a commit that fails fails for all whom it was for", async () => {
    const { commit } = coalescer();
    await commit(advance("mia", 1));
    outcome = Promise.reject(new Error("conflict"));
    const answers = Promise.allSettled([commit(advance("mia", 2)), commit(advance("mia", 3))]);
    await virtualTime.pass(250);
    expect((await answers).map(({ status }) => status)).to.deep.equal(["rejected", "rejected"]);
  });

  it("H1: a space that falls silent is quiet again: nothing is kept of it, and the next goes at once", async () => {
    const { commit } = coalescer();
    await commit(advance("mia", 1));
    await settled();
    void commit(advance("mia", 2));
    await virtualTime.pass(500);
    await settled();
    await commit(advance("mia", 3));
    expect(commits).to.have.length(3);
  });

  it("H1: an instance that ends commits what still waits", async () => {
    const { commit, flush } = coalescer();
    await commit(advance("mia", 1));
    const answer = commit(advance("mia", 2));
    await flush();
    expect(seqOf(await answer)).to.equal(2);
  });
});
