import { expect } from "chai";
import type { Message } from "@firecast/contract/space/chat";
import {
  chatTypes,
  tellMention,
  type MessageChange,
  tellMessagePinned,
  tellReply,
} from "../../../src/features/chat/notices.js";
import { aMessage, at } from "./builders.js";
import { expectTold, toldTo } from "../../platform/notices/told.js";

const change = (
  before: Message | undefined,
  after: Message,
  values: Partial<MessageChange> = {},
): MessageChange => ({
  before,
  after,
  spaceName: "Lobby",
  repliedAuthor: undefined,
  pinnedBy: undefined,
  at,
  ...values,
});

const path = "spaces/s1/messages/m1";
const about = { spaceId: "s1", spaceName: "Lobby", messageId: "m1", excerpt: "Hello" };

describe("mention", () => {
  it("tells everybody who is named, but not the author, at the time when it was said", () => {
    const message = aMessage({ mentions: ["max", "mia", "nina"] });
    expectTold(chatTypes, tellMention(change(undefined, message)), [
      {
        type: "mention",
        cause: path,
        payload: { ...about, authorId: "mia" },
        actor: "mia",
        at: message.createdAt,
        audience: { type: "users", uids: ["max", "nina"] },
      },
    ]);
  });

  it("after an edit tells those who are newly named", () => {
    const before = aMessage({ mentions: ["max"] });
    const told = tellMention(change(before, { ...before, mentions: ["max", "nina"] }));
    expect(toldTo(told)).to.deep.equal(["nina"]);
    expect(told[0]?.at).to.equal(at);
    expect(tellMention(change(before, { ...before, mentions: [] }))).to.deep.equal([]);
    expect(tellMention(change(before, { ...before, pinnedAt: at }))).to.deep.equal([]);
  });

  it("of a message that is deleted again already is not told", () => {
    expect(tellMention(change(undefined, aMessage({ mentions: ["max"], deletedAt: at })))).to.deep.equal([]);
  });

  it("shows the beginning of a long message", () => {
    const [notice] = tellMention(change(undefined, aMessage({ mentions: ["max"], text: "x".repeat(4000) })));
    expect(notice?.payload.excerpt).to.equal(`${"x".repeat(199)}…`);
  });
});

describe("reply", () => {
  const answer = aMessage({ id: "m2", replyTo: "m1" });
  const toMax = { repliedAuthor: "max" };

  it("tells the author of what it answers", () => {
    expectTold(chatTypes, tellReply(change(undefined, answer, toMax)), [
      {
        type: "reply",
        cause: "spaces/s1/messages/m2",
        payload: { ...about, messageId: "m2", repliedTo: "m1", authorId: "mia" },
        actor: "mia",
        at: answer.createdAt,
        audience: { type: "users", uids: ["max"] },
      },
    ]);
  });

  it("is a mention only where it names that author", () => {
    const naming = change(undefined, { ...answer, mentions: ["max"] }, toMax);
    expect(tellReply(naming)).to.deep.equal([]);
    expect(toldTo(tellMention(naming))).to.deep.equal(["max"]);
  });

  it("to oneself, to what is gone, or edited later tells nobody", () => {
    expect(tellReply(change(undefined, answer, { repliedAuthor: "mia" }))).to.deep.equal([]);
    expect(tellReply(change(undefined, answer))).to.deep.equal([]);
    expect(tellReply(change(answer, { ...answer, text: "Hi", editedAt: at }, toMax))).to.deep.equal([]);
  });
});

describe("message_pinned", () => {
  const pinned = aMessage({ pinnedAt: at });

  it("tells the author", () => {
    expectTold(chatTypes, tellMessagePinned(change(aMessage(), pinned, { pinnedBy: "olga" })), [
      {
        type: "message_pinned",
        cause: `${path} ${at}`,
        payload: about,
        actor: "olga",
        at,
        audience: { type: "users", uids: ["mia"] },
      },
    ]);
  });

  it("does not tell the author who pinned it", () => {
    expect(tellMessagePinned(change(aMessage(), pinned, { pinnedBy: "mia" }))).to.deep.equal([]);
  });

  it("is told once for each time it is pinned", () => {
    expect(tellMessagePinned(change(pinned, { ...pinned, text: "Hi" }))).to.deep.equal([]);
    expect(tellMessagePinned(change(pinned, aMessage()))).to.deep.equal([]);
    const later = "2026-04-01T12:00:00.000Z";
    expect(tellMessagePinned(change(aMessage(), aMessage({ pinnedAt: later })))[0]?.cause).to.equal(
      `${path} ${later}`,
    );
  });
});
