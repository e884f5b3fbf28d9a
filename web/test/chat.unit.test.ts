import type { ChatMessage } from "@firecast/client";
import { expect } from "chai";
import { completed, mentionAt } from "../src/chat/mentions.js";
import { facesOf, firstUnreadOf, rowsOf } from "../src/chat/rows.js";
import { segmentsOf } from "../src/chat/segments.js";

const aMessage = (seq: number, given: Partial<ChatMessage> = {}): ChatMessage => ({
  ...{ id: `m${seq}`, spaceId: "lobby", seq, authorId: "alice", authorName: "Alice", text: "Hello" },
  ...{ mentions: [], createdAt: `2026-03-01T10:0${seq}:00.000Z` },
  ...given,
});

const dayKey = (at: string | number): string => new Date(at).toISOString().slice(0, 10);
const shape = (messages: ChatMessage[], firstUnread?: string): unknown[] =>
  rowsOf(messages, { dayKey, firstUnread, refused: [] }).map((row) =>
    row.type === "message" ? [row.key, row.begins] : row.type,
  );

describe("A chat's rows", () => {
  it("put a separator before each day, and one author's messages together", () => {
    expect(
      shape([
        aMessage(1),
        aMessage(2),
        aMessage(3, { authorId: "bob" }),
        aMessage(4, { createdAt: "2026-03-02T10:00:00.000Z" }),
      ]),
    ).to.deep.equal(["day", ["m1", true], ["m2", false], ["m3", true], "day", ["m4", true]]);
  });

  it("say where the new ones begin", () => {
    expect(shape([aMessage(1), aMessage(2)], "m2")).to.deep.equal([
      "day",
      ["m1", true],
      "unread",
      ["m2", true],
    ]);
  });

  it("begin the new ones with the first of others beyond what was read", () => {
    const messages = [aMessage(1), aMessage(2), aMessage(3, { authorId: "bob" })];
    expect(firstUnreadOf(messages, { own: "alice", lastReadSeq: 1 })).to.equal("m3");
    expect(firstUnreadOf(messages, { own: "bob", lastReadSeq: 2 })).to.equal(undefined);
  });

  it("show each reader at the newest message that they have read, but not at their own", () => {
    const messages = [aMessage(1), aMessage(2), aMessage(3, { authorId: "carol" })];
    const receipts = Object.fromEntries(
      Object.entries({ alice: 3, bob: 2, carol: 3, dana: 9 }).map(([uid, lastReadSeq]) => [
        uid,
        { uid, lastReadSeq },
      ]),
    );
    expect(Object.fromEntries(facesOf(messages, receipts, "alice"))).to.deep.equal({
      m2: ["bob"],
      m3: ["dana"],
    });
  });
});

describe("A message's text", () => {
  it("has names for its mentions, and links of http alone, without what ends a sentence", () => {
    expect(segmentsOf("@bob, see https://a.example/b_c. Not javascript:x or @carol", ["bob"])).to.deep.equal([
      { type: "mention", uid: "bob" },
      { type: "text", text: ", see " },
      { type: "link", text: "https://a.example/b_c", href: "https://a.example/b_c" },
      { type: "text", text: ". Not javascript:x or @carol" },
    ]);
  });

  it("is text, whatever markup it looks like", () => {
    const text = "<img src=x onerror=alert(1)> \u202e mail@bob";
    expect(segmentsOf(text, ["bob"])).to.deep.equal([{ type: "text", text }]);
  });
});

describe("Mentions", () => {
  it("are completed at the end of a word that begins with @", () => {
    expect(mentionAt("Hello @bo", 9)).to.deep.equal({ start: 6, word: "bo" });
    expect(mentionAt("mail@bo", 7)).to.equal(undefined);
    expect(mentionAt("@bob and", 8)).to.equal(undefined);
  });

  it("are found by the beginning of any name, or of the uid", () => {
    const people = [
      { uid: "u1", displayName: "Bob Stone" },
      { uid: "bo2" },
      { uid: "u3", displayName: "Carol" },
    ];
    expect(completed(people, "bo").map(({ uid }) => uid)).to.deep.equal(["u1", "bo2"]);
    expect(completed(people, "ST").map(({ uid }) => uid)).to.deep.equal(["u1"]);
  });
});
