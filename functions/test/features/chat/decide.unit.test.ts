import { expect } from "chai";
import {
  advance,
  decideDeletion,
  decideEdit,
  decidePin,
  decideUnpin,
  type MessageDecision,
} from "../../../src/features/chat/decide.js";
import { aMember, anAdmin, anOwner } from "../spaces/builders.js";
import { aMessage, aReceipt, at, earlier } from "./builders.js";

const author = aMember({ uid: "mia" });
const other = aMember({ uid: "max" });
const deleted = aMessage({ text: "", deletedAt: earlier });
const outcome = (decision: MessageDecision) => (decision.type === "refuse" ? decision.code : decision.type);

describe("editing a message", () => {
  const edit = { text: "Hello @max", mentions: ["max"], at };

  it("replaces text and mentions, and tells the whole message", () => {
    const edited = aMessage({ ...{ text: "Hello @max", mentions: ["max"] }, editedAt: at });
    expect(decideEdit(author, aMessage(), edit)).to.deep.equal({
      type: "change",
      message: edited,
      event: { type: "chat:message:updated", by: "mia", data: edited },
    });
  });

  it("is the author's alone, not even an owner's", () => {
    expect(outcome(decideEdit(other, aMessage(), edit))).to.equal("forbidden");
    expect(outcome(decideEdit(anOwner(), aMessage(), edit))).to.equal("forbidden");
  });

  it("is too late after the deletion, and tells nothing where the text is the same", () => {
    expect(outcome(decideEdit(author, deleted, edit))).to.equal("conflict");
    expect(outcome(decideEdit(author, aMessage(), { ...edit, text: "Hello" }))).to.equal("keep");
  });
});

describe("deleting a message", () => {
  it("leaves its place and nothing that was said", () => {
    const message = aMessage({ text: "Hi @max", mentions: ["max"], replyTo: "m0", pinnedAt: earlier });
    expect(decideDeletion(author, message, at)).to.deep.equal({
      type: "change",
      message: aMessage({ text: "", mentions: [], replyTo: "m0", deletedAt: at }),
      event: {
        type: "chat:message:deleted",
        by: "mia",
        data: { id: "m1", spaceId: "s1", seq: 7, deletedAt: at },
      },
    });
  });

  it("is for the author, and for owners and admins", () => {
    const outcomes = [author, anOwner(), anAdmin(), other].map((actor) =>
      outcome(decideDeletion(actor, aMessage(), at)),
    );
    expect(outcomes).to.deep.equal(["change", "change", "change", "forbidden"]);
  });

  it("happens once", () => {
    expect(outcome(decideDeletion(author, deleted, at))).to.equal("keep");
  });
});

describe("pinning a message", () => {
  const pinned = aMessage({ pinnedAt: earlier });

  it("is for the author, and for owners and admins", () => {
    const actors = [author, anOwner(), anAdmin(), other];
    const expected = ["change", "change", "change", "forbidden"];
    expect(actors.map((actor) => outcome(decidePin(actor, aMessage(), at)))).to.deep.equal(expected);
    expect(actors.map((actor) => outcome(decideUnpin(actor, pinned)))).to.deep.equal(expected);
  });

  it("tells the whole message; unpinning tells which", () => {
    const message = aMessage({ pinnedAt: at });
    expect(decidePin(anAdmin(), aMessage(), at)).to.deep.equal({
      type: "change",
      message,
      event: { type: "chat:message:pinned", by: "adam", data: message },
    });
    expect(decideUnpin(anAdmin(), pinned)).to.deep.equal({
      type: "change",
      message: aMessage(),
      event: { type: "chat:message:unpinned", by: "adam", data: { id: "m1", spaceId: "s1", seq: 7 } },
    });
  });

  it("keeps what is so already", () => {
    expect(decidePin(author, pinned, at)).to.deep.equal({ type: "keep", message: pinned });
    expect(decideUnpin(author, aMessage())).to.deep.equal({ type: "keep", message: aMessage() });
  });

  it("is not for deleted messages", () => {
    expect(outcome(decidePin(author, deleted, at))).to.equal("conflict");
    expect(outcome(decideUnpin(author, deleted))).to.equal("conflict");
  });
});

describe("a read receipt", () => {
  it("begins anywhere and goes forward", () => {
    const receipt = { uid: "max", lastReadMessageId: "m1", lastReadSeq: 7, readAt: at };
    expect(advance(undefined, aMessage(), "max", at)).to.deep.equal({ receipt, advanced: true });
    const behind = aReceipt({ lastReadMessageId: "m0", lastReadSeq: 3 });
    expect(advance(behind, aMessage(), "max", at)).to.deep.equal({ receipt, advanced: true });
  });

  it("does not go back, nor is it given twice", () => {
    for (const lastReadSeq of [7, 8]) {
      const receipt = aReceipt({ lastReadSeq });
      expect(advance(receipt, aMessage(), "max", at)).to.deep.equal({ receipt, advanced: false });
    }
  });
});
