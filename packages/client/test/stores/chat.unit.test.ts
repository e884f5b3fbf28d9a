import { expect } from "chai";
import { chatMessages } from "../../src/stores/messages.js";
import { aRealtime } from "../support/fakeRealtime.js";

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

const message = (seq: number, text: string, more = {}) => ({
  id: `m${seq}`,
  spaceId: "lobby",
  seq,
  authorId: "bob",
  authorName: "Bob",
  text,
  mentions: [],
  createdAt: "2026-01-01T00:00:00.000Z",
  ...more,
});
const chat = "spaces/lobby/chat";
const no = () =>
  new Response('{"type":"urn:firecast:problem:forbidden","title":"Not allowed","status":403}', {
    status: 403,
    headers: { "Content-Type": "application/problem+json" },
  });

describe("a space's chat", () => {
  const texts = (messages: { get: () => { messages: readonly { text: string }[] } }) =>
    messages.get().messages.map(({ text }) => text);

  it("is listed oldest first, and follows its events", async () => {
    const fake = aRealtime(() => ({ items: [message(3, "three"), message(2, "two")], nextCursor: null }));
    const messages = chatMessages(fake.realtime, "lobby");
    messages.start();
    await settled();
    expect(messages.get()).to.deep.include({ isLoaded: true, hasOlder: false });
    fake.tell(chat, "chat:message:created", message(4, "four"), { seq: 4 });
    fake.tell(chat, "chat:message:updated", message(2, "two!"), { seq: 5 });
    fake.tell(chat, "chat:message:updated", message(1, "on no page"), { seq: 6 });
    fake.tell(
      chat,
      "chat:message:deleted",
      { id: "m3", spaceId: "lobby", seq: 3, deletedAt: "t" },
      { seq: 7 },
    );
    fake.tell(chat, "chat:typing", { uid: "bob", typing: true, expiresAt: "t" });
    expect(texts(messages)).to.deep.equal(["two!", "", "four"]);
  });

  it("shows a message at once, and once: whether its event or its answer comes first", async () => {
    let answer = (_: unknown): void => undefined;
    const fake = aRealtime((_, { method } = {}) =>
      method === "POST"
        ? new Promise((resolve) => (answer = resolve))
        : { items: [message(1, "one")], nextCursor: null },
    );
    const posts = () => fake.requests.filter(({ method }) => method === "POST");
    const messages = chatMessages(fake.realtime, "lobby");
    messages.start();
    await settled();
    const posted = messages.post("mine");
    expect(messages.get().messages.at(-1)).to.include({ text: "mine", authorId: "alice", isPending: true });
    fake.tell(chat, "chat:message:created", message(2, "another's"), { seq: 2 });
    expect(texts(messages)).to.deep.equal(["one", "another's", "mine"]);
    while (posts().length < 1) await settled();
    answer(Response.json(message(3, "mine"), { status: 201 }));
    await posted;
    fake.tell(chat, "chat:message:created", message(3, "mine"), { seq: 3 });
    expect(texts(messages)).to.deep.equal(["one", "another's", "mine"]);
    expect(messages.get().messages.at(-1)).to.not.have.property("isPending");

    const second = messages.post("again");
    while (posts().length < 2) await settled();
    const { key } = posts().at(-1) ?? {};
    fake.tell(chat, "chat:message:created", message(4, "again"), {
      seq: 4,
      ...(key && { idempotencyKey: key }),
    });
    expect(texts(messages).filter((text) => text === "again")).to.have.length(1);
    answer(Response.json(message(4, "again"), { status: 201 }));
    await second;
    expect(texts(messages).filter((text) => text === "again")).to.have.length(1);
  });

  it("takes a refused message, edit or deletion back, and says why", async () => {
    const fake = aRealtime((_, { method } = {}) =>
      method === "GET" ? { items: [message(1, "one")], nextCursor: null } : no(),
    );
    const messages = chatMessages(fake.realtime, "lobby");
    messages.start();
    await settled();
    const refused = [messages.post("no"), messages.edit("m1", "changed"), messages.remove("m1")];
    expect(texts(messages)).to.deep.equal(["", "no"]);
    const outcomes = await Promise.allSettled(refused);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(["rejected", "rejected", "rejected"]);
    expect(texts(messages)).to.deep.equal(["one"]);
    expect(String(messages.get().error)).to.equal("RequestProblem: Not allowed");
  });

  it("fetches again after a reset, loads what is older, and lets go in the end", async () => {
    const pages: Record<string, unknown> = {
      "/api/spaces/lobby/chat": { items: [message(5, "five")], nextCursor: "5" },
      "/api/spaces/lobby/chat?before=5": {
        items: [message(4, "four"), message(3, "three")],
        nextCursor: null,
      },
    };
    const fake = aRealtime((path) => pages[path]);
    const messages = chatMessages(fake.realtime, "lobby");
    const stop = messages.start();
    await settled();
    expect(messages.get().hasOlder).to.equal(true);
    await messages.loadOlder();
    expect(texts(messages)).to.deep.equal(["three", "four", "five"]);
    const [subscription] = fake.subscriptions;
    pages["/api/spaces/lobby/chat"] = { items: [message(9, "nine")], nextCursor: null };
    await subscription?.options.refetch?.({ channel: chat, start: "reset", head: 9 });
    expect(texts(messages)).to.deep.equal(["nine"]);
    stop();
    expect(fake.subscriptions.size).to.equal(0);
  });

  it("lets go of older ones, and fetches them again from where it is", async () => {
    let answer = (_: unknown): void => undefined;
    const pages: Record<string, unknown> = {
      "/api/spaces/lobby/chat": { items: [message(2, "two"), message(1, "one")], nextCursor: "1" },
      "/api/spaces/lobby/chat?before=3": { items: [message(2, "two")], nextCursor: null },
    };
    const fake = aRealtime((path) => pages[path] ?? new Promise((resolve) => (answer = resolve)));
    const messages = chatMessages(fake.realtime, "lobby");
    messages.start();
    await settled();
    const asked = messages.loadOlder();
    fake.tell(chat, "chat:message:created", message(3, "three"), { seq: 3 });
    fake.tell(chat, "chat:message:created", message(4, "four"), { seq: 4 });
    messages.forgetOlder(4);
    expect(messages.get()).to.deep.include({ hasOlder: true });
    expect(texts(messages)).to.deep.equal(["one", "two", "three", "four"]);
    messages.forgetOlder(2);
    answer(Response.json({ items: [message(0, "none")], nextCursor: null }));
    await asked;
    expect(texts(messages)).to.deep.equal(["three", "four"]);
    expect(messages.get()).to.deep.include({ hasOlder: true });
    await messages.loadOlder();
    expect(texts(messages)).to.deep.equal(["two", "three", "four"]);
    expect(messages.get()).to.deep.include({ hasOlder: false });
  });

  it("does not get back what it has let go of when a fetch lands that was in flight", async () => {
    const answers: ((answer: unknown) => void)[] = [];
    const fake = aRealtime(() => new Promise((resolve) => answers.push(resolve)));
    const messages = chatMessages(fake.realtime, "lobby");
    messages.start();
    for (const seq of [1, 2, 3, 4, 5])
      fake.tell(chat, "chat:message:created", message(seq, `${seq}`), { seq });
    messages.forgetOlder(2);
    fake.tell(chat, "chat:message:created", message(6, "6"), { seq: 6 });
    for (const answer of answers) answer(Response.json({ items: [message(1, "1")], nextCursor: null }));
    await settled();
    expect(texts(messages)).to.deep.equal(["4", "5", "6"]);
    expect(messages.get()).to.deep.include({ isLoaded: true, hasOlder: true });
  });
});
