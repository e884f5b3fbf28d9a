import { expect } from "chai";
import { directMessages } from "../../src/stores/direct.js";
import { inboxOf } from "../../src/stores/inbox.js";
import { aRealtime } from "../support/fakeRealtime.js";

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

const row = (id: string, version: number, more = {}) => ({
  id,
  type: "mention",
  title: id,
  body: "",
  actionUrl: "/",
  count: 1,
  timestamp: `2026-01-0${version}T00:00:00.000Z`,
  expiresAt: "2027-01-01T00:00:00.000Z",
  version,
  read: false,
  ...more,
});
const counts = (unread: number, version: number) => ({ unseen: unread, unread, version });
const told = "notifications";

describe("an inbox", () => {
  const open = async (patch: unknown = { changed: 1, items: [], counts: counts(0, 9) }) => {
    const fake = aRealtime((_, { method } = {}) =>
      method === "PATCH"
        ? patch
        : { items: [row("n2", 2), row("n1", 1)], nextCursor: null, counts: counts(2, 2) },
    );
    const inbox = inboxOf(fake.realtime);
    inbox.start();
    await settled();
    return {
      fake,
      inbox,
      rows: () => inbox.get().items.map(({ id, read }) => `${id}${read ? " read" : ""}`),
    };
  };

  it("follows its events, newest first, with the server's counts, of which the newer hold", async () => {
    const { fake, inbox, rows } = await open();
    fake.tell(told, "notification:created", { item: row("n4", 4), counts: counts(4, 4) });
    fake.tell(told, "notification:created", { item: row("n3", 3), counts: counts(3, 3) });
    fake.tell(told, "notification:updated", {
      item: row("n1", 1, { archivedAt: "t" }),
      counts: counts(3, 5),
    });
    expect(rows()).to.deep.equal(["n4", "n3", "n2"]);
    expect(inbox.get().counts).to.deep.equal(counts(3, 5));
    fake.tell(told, "notification:read", { all: { upTo: 3, at: "t", read: true }, counts: counts(1, 6) });
    expect(rows()).to.deep.equal(["n4", "n3 read", "n2 read"]);
  });

  it("marks at once, counts only as the server does, and takes a failed mark back", async () => {
    const { inbox, rows, fake } = await open();
    const marking = inbox.markAllRead();
    expect([rows(), inbox.get().counts.unread]).to.deep.equal([["n2 read", "n1 read"], 2]);
    await marking;
    expect(inbox.get().counts.unread).to.equal(0);
    expect(fake.requests.at(-1)?.body).to.deep.equal({ all: true, read: true, upTo: 2 });

    const failing = await open(new Response("", { status: 403 }));
    const outcome = await failing.inbox.markRead(["n1"]).catch(String);
    expect([outcome, failing.rows()]).to.deep.equal([
      "RequestProblem: The server answered 403.",
      ["n2", "n1"],
    ]);
  });
});

describe("messages between two", () => {
  it("come on the channel of both, and show at once", async () => {
    const say = (seq: number, text: string) => ({
      id: `d${seq}`,
      seq,
      authorId: "bob",
      recipientId: "alice",
      text,
      createdAt: "t",
    });
    const fake = aRealtime((_, { method } = {}) =>
      method === "POST" ? say(2, "hello") : { items: [say(1, "hi")], nextCursor: null },
    );
    const direct = directMessages(fake.realtime, "aaron");
    direct.start();
    await settled();
    expect([...fake.subscriptions][0]?.channels).to.deep.equal(["direct/aaron/alice"]);
    const sent = direct.send("hello");
    expect(direct.get().messages.map(({ text }) => text)).to.deep.equal(["hi", "hello"]);
    await sent;
    fake.tell("direct/aaron/alice", "direct:message:created", say(2, "hello"), { seq: 2 });
    expect(direct.get().messages.map(({ text, isPending }) => [text, isPending])).to.deep.equal([
      ["hi", undefined],
      ["hello", undefined],
    ]);
  });
});
