import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { meaningOf, type MessageWrite } from "../../../src/features/chat/external/externalWrites.js";
import { aMessage, aStoredMessage, at, earlier } from "./builders.js";

const meaning = (write: Partial<MessageWrite>) =>
  meaningOf({ spaceId: "s1", messageId: "m1", before: undefined, after: undefined, at, ...write });

describe("what another backend writes", () => {
  const said = { authorId: "mia", text: "Hello" };
  const posted = (values: object) => ({
    type: "posted",
    message: { id: "m1", spaceId: "s1", authorId: "mia", text: "Hello", createdAt: at, ...values },
  });

  it("is a post where it has no place yet, with any usual form of a time", () => {
    expect(meaning({ after: { ...said, createdAt: earlier } })).to.deep.equal(posted({ createdAt: earlier }));
    expect(meaning({ after: { ...said, createdAt: "2026-02-01T13:00:00+01:00" } })).to.deep.equal(
      posted({ createdAt: earlier }),
    );
    const createdAt = Timestamp.fromDate(new Date(earlier));
    expect(meaning({ after: { ...said, createdAt } })).to.deep.equal(posted({ createdAt: earlier }));
    expect(meaning({ after: said }), "without a time").to.deep.equal(posted({}));
  });

  it("may answer another message, and may have fields of its own", () => {
    expect(meaning({ after: { ...said, replyTo: "m0", source: "crm" } })).to.deep.equal(
      posted({ replyTo: "m0" }),
    );
    expect(meaning({ after: { ...said, replyTo: null } })).to.deep.equal(posted({}));
  });

  it("is unreadable where a message cannot be made of it", () => {
    const unreadable = [
      {},
      { authorId: "mia" },
      { ...said, text: "" },
      { ...said, text: " \n" },
      { ...said, text: 7 },
      { ...said, text: "x".repeat(4001) },
      { ...said, authorId: "a/b" },
      { ...said, replyTo: "../m0" },
      { ...said, createdAt: "yesterday" },
      { ...said, createdAt: 1_767_225_600_000 },
      { ...aStoredMessage(), seq: "7" },
      { ...aStoredMessage(), text: 7 },
      { ...aStoredMessage(), text: " " },
    ];
    for (const after of unreadable)
      expect(meaning({ after }).type, JSON.stringify(after)).to.equal("unreadable");
    expect(meaning({ after: said, messageId: "a.b" }).type).to.equal("unreadable");
  });

  it("is an edit where the text is not the one that was streamed, however it came in", () => {
    const after = { ...aStoredMessage(), text: "Hello!" };
    const edited = { type: "edited", message: aMessage({ text: "Hello!", editedAt: at }) };
    expect(meaning({ before: aStoredMessage(), after })).to.deep.equal(edited);
    expect(meaning({ before: after, after }), "an earlier call was lost").to.deep.equal(edited);
  });

  it("is a deletion where a streamed message is gone", () => {
    expect(meaning({ before: aStoredMessage() })).to.deep.equal({ type: "deleted", message: aMessage() });
  });

  it("is known where the streams have nothing to learn", () => {
    const tombstone = aStoredMessage({ text: "", deletedAt: earlier });
    const known = {
      "our own post": { after: aStoredMessage() },
      "our own deletion": { before: aStoredMessage(), after: tombstone },
      "a change of a field that is not ours": {
        before: aStoredMessage(),
        after: { ...aStoredMessage(), source: "crm" },
      },
      "a text in a deleted message": { before: tombstone, after: { ...tombstone, text: "Hello again" } },
      "the removal of a deleted message": { before: tombstone },
      "the removal of what never had a place": { before: said },
      "nothing at all": {},
    };
    for (const [name, write] of Object.entries(known)) {
      expect(meaning(write), name).to.deep.equal({ type: "known" });
    }
  });
});
