import { expect } from "chai";
import type { ReadReceipt } from "@firecast/contract/chat";
import { receiptCoalescer } from "../../../src/features/chat/receiptCoalescer.js";
import type { Publisher } from "../../../src/realtime/publisher.js";
import { settled, virtualTime } from "../../realtime/support/virtualTime.js";
import { aReceipt } from "./builders.js";
import { numbers } from "./conversation.js";

describe("read receipts on their way to the bus", () => {
  let messages: { channel: string; receipts: string[] }[];
  let bus: Promise<void>;
  const signal: Publisher["signal"] = (channel, ...events) => {
    const receipts = events.map(({ data }) => {
      const { uid, lastReadSeq } = data as ReadReceipt;
      return `${uid} ${lastReadSeq}`;
    });
    messages.push({ channel: channel.name, receipts });
    return bus;
  };
  const receipt = (uid: string, lastReadSeq: number) => aReceipt({ uid, lastReadSeq });

  beforeEach(() => {
    virtualTime.start();
    messages = [];
    bus = Promise.resolve();
  });
  afterEach(() => virtualTime.stop());

  it("H1: the first in a quiet space goes out at once", async () => {
    const { announce } = receiptCoalescer({ signal });
    await announce("s1", receipt("mia", 1));
    await announce("s2", receipt("mia", 1));
    expect(messages).to.deep.equal([
      { channel: "spaces/s1/reads", receipts: ["mia 1"] },
      { channel: "spaces/s2/reads", receipts: ["mia 1"] },
    ]);
  });

  it("H1: two hundred readers of one message are two bus messages, with every reader's newest receipt", async () => {
    const { announce } = receiptCoalescer({ signal });
    const uids = numbers(1, 200).map((n) => `reader${n}`);
    const told = Promise.all(
      uids.flatMap((uid) => [announce("s1", receipt(uid, 1)), announce("s1", receipt(uid, 2))]),
    );
    await virtualTime.pass(250);
    await told;
    expect(messages.map(({ receipts }) => receipts.length)).to.deep.equal([1, 200]);
    expect(messages[1]?.receipts).to.have.members(uids.map((uid) => `${uid} 2`));
  });

  it("H1: an older receipt that comes late does not take the place of a newer one", async () => {
    const { announce } = receiptCoalescer({ signal });
    const told = Promise.all([3, 2, 1].map((seq) => announce("s1", receipt("mia", seq + 10))));
    await virtualTime.pass(250);
    await told;
    expect(messages.map(({ receipts }) => receipts)).to.deep.equal([["mia 13"], ["mia 12"]]);
  });

  it("H1: a caller is answered when its receipt is out, and not before", async () => {
    const { announce } = receiptCoalescer({ signal });
    await announce("s1", receipt("mia", 1));
    let out = false;
    void announce("s1", receipt("max", 1)).then(() => (out = true));
    await virtualTime.pass(249);
    await settled();
    expect(out).to.equal(false);
    await virtualTime.pass(1);
    await settled();
    expect(out).to.equal(true);
  });

  it("H1: a space that falls silent is quiet again: nothing is kept of it, and the next goes out at once", async () => {
    const { announce } = receiptCoalescer({ signal });
    await announce("s1", receipt("mia", 1));
    void announce("s1", receipt("mia", 2));
    await virtualTime.pass(500);
    await announce("s1", receipt("mia", 3));
    expect(messages.map(({ receipts }) => receipts)).to.deep.equal([["mia 1"], ["mia 2"], ["mia 3"]]);
  });

  it("H1: an instance that ends sends what still waits", async () => {
    const { announce, flush } = receiptCoalescer({ signal });
    await announce("s1", receipt("mia", 1));
    const told = announce("s1", receipt("mia", 2));
    await flush();
    await told;
    expect(messages.map(({ receipts }) => receipts)).to.deep.equal([["mia 1"], ["mia 2"]]);
  });
});
