import { mock } from "node:test";
import { expect } from "chai";
import { presenceOf } from "../../src/stores/presence.js";
import { readReceipts } from "../../src/stores/receipts.js";
import { typingIn } from "../../src/stores/typing.js";
import { aRealtime } from "../support/fakeRealtime.js";

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const chat = "spaces/lobby/chat";

describe("who has read a chat", () => {
  it("is known by reader, goes forward only, and is told for the last of many messages", async () => {
    const receipt = (uid: string, seq: number) => ({
      uid,
      lastReadMessageId: `m${seq}`,
      lastReadSeq: seq,
      readAt: "t",
    });
    const fake = aRealtime((path) =>
      path.endsWith("/reads")
        ? { items: [receipt("bob", 4)], nextCursor: "c" }
        : { items: [receipt("eve", 2)], nextCursor: null },
    );
    const reads = readReceipts(fake.realtime, "lobby");
    reads.start();
    await settled();
    fake.tell("spaces/lobby/reads", "chat:read", receipt("bob", 3));
    fake.tell("spaces/lobby/reads", "chat:read", receipt("eve", 5));
    expect(reads.get().receipts).to.deep.equal({ bob: receipt("bob", 4), eve: receipt("eve", 5) });
    for (const id of ["m1", "m2", "m3"]) reads.markRead(id);
    const posts = () => fake.requests.filter(({ method }) => method === "POST");
    while (posts().length === 0) await settled();
    expect(posts().map(({ path, body }) => [path, body])).to.deep.equal([
      ["/api/spaces/lobby/chat/read", { lastReadMessageId: "m3" }],
    ]);
  });
});

describe("who types in a chat", () => {
  it("is shown until their time is over or their message is there, and never the user", async () => {
    const fake = aRealtime();
    const typing = typingIn(fake.realtime, "lobby");
    const stop = typing.start();
    const says = (uid: string, ms: number, typing = true) =>
      fake.tell(chat, "chat:typing", { uid, typing, expiresAt: new Date(Date.now() + ms).toISOString() });
    says("bob", 60_000);
    says("eve", 60_000);
    says("alice", 60_000);
    says("late", -1);
    expect(typing.get().typing).to.deep.equal(["bob", "eve"]);
    fake.tell(chat, "chat:typing", { uid: "zoe", typing: true });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(typing.get().typing, "for 3 s, where none is said").to.deep.equal(["bob", "eve", "zoe"]);
    says("zoe", 0, false);
    says("eve", 60_000, false);
    fake.tell(chat, "chat:message:created", { id: "m1", authorId: "bob" });
    expect(typing.get().typing).to.deep.equal([]);
    says("bob", 30);
    while (typing.get().typing.length > 0) await settled();
    stop();
  });

  it("is told at once, not with each keystroke, and that it has stopped", () => {
    const fake = aRealtime();
    const typing = typingIn(fake.realtime, "lobby");
    typing.start();
    typing.typed();
    typing.typed();
    typing.typed();
    typing.stopped();
    typing.stopped();
    expect(fake.requests.map(({ body }) => body)).to.deep.equal([{ typing: true }, { typing: false }]);
  });
});

describe("who is there", () => {
  it("is fetched and follows who joins and leaves", async () => {
    const fake = aRealtime(() => ({ channel: chat, users: ["eve", "bob"] }));
    const presence = presenceOf(fake.realtime, chat);
    presence.start();
    fake.tell(chat, "presence:joined", { uid: "dana" });
    await settled();
    expect(presence.get().users).to.deep.equal(["bob", "dana", "eve"]);
    fake.tell(chat, "presence:left", { uid: "bob" });
    expect(presence.get().users).to.deep.equal(["dana", "eve"]);
  });

  it("is fetched again after a while: who was just reloading a page then is there by now", async () => {
    let users = ["eve"];
    const fake = aRealtime(() => ({ channel: chat, users }));
    const presence = presenceOf(fake.realtime, chat);
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const stop = presence.start();
      const [subscription] = fake.subscriptions;
      subscription?.options?.onStart?.({ channel: chat, start: "live", head: undefined });
      users = ["bob", "eve"];
      mock.timers.tick(4000);
      stop();
      mock.timers.tick(4000);
    } finally {
      mock.timers.reset();
    }
    await settled();
    expect(presence.get().users).to.deep.equal(["bob", "eve"]);
    expect(fake.requests).to.have.length(3); // with that of the start
  });
});
