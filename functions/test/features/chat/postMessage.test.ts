import { expect } from "chai";
import { Message } from "@firecast/contract/space/chat";
import { anInstance } from "../../support/testInstance.js";
import { aPerson, summary } from "../people.js";
import { aConversation, numbers } from "./conversation.js";

describe("posting over HTTP", () => {
  const server = anInstance();

  it("answers the message, with the place that its event has", async () => {
    const { id: spaceId, chat, channel, owner } = await aConversation(server());
    const { status, body } = await owner.post(chat, { text: "Hello" });
    const message = Message.parse(body);
    const { id, createdAt } = message;
    expect({ status, body }).to.deep.equal({
      status: 201,
      body: {
        id,
        spaceId,
        seq: 1,
        authorId: owner.uid,
        authorName: "A member",
        text: "Hello",
        mentions: [],
        createdAt,
      },
    });
    const [event, ...others] = await server().events(channel);
    expect(others).to.deep.equal([]);
    expect(event).to.deep.include({ type: "chat:message:created", seq: 1, by: owner.uid, data: message });
  });

  it("keeps what was said, whatever it was", async () => {
    const { say, all, owner } = await aConversation(server());
    const texts = [
      "  a  ",
      "line\r\nbreak\n\ndata: x\nevent: y",
      "\u0000\u2028\ufeff",
      "🎉 <script>",
      "x".repeat(4000),
    ];
    for (const text of texts) await say(owner, text);
    expect((await all()).map(({ text }) => text)).to.deep.equal(texts);
    const events = await server().events(`spaces/${(await all())[0]?.spaceId}/chat`);
    expect(events.map(({ data }) => Message.parse(data).text)).to.deep.equal(texts);
  });

  it("answers a message of the space that is there", async () => {
    const { chat, say, owner } = await aConversation(server());
    const elsewhere = await aConversation(server());
    const first = await say(owner, "Hello");
    const deleted = await say(owner, "Oops");
    await owner.delete(`${chat}/${deleted.id}`);
    const foreign = await elsewhere.say(elsewhere.owner, "Hi");
    expect((await say(owner, "Again", { replyTo: first.id })).replyTo).to.equal(first.id);
    for (const replyTo of [deleted.id, foreign.id, "unknown"]) {
      const { status, body } = await owner.post(chat, { text: "Again", replyTo });
      expect(status).to.equal(400);
      expect(body).to.have.nested.property("errors[0].pointer", "/replyTo");
      expect(body).to.have.nested.property("errors[0].in", "body");
    }
  });

  it("mentions active members, and nobody else", async () => {
    const { id, path, say, member, owner } = await aConversation(server());
    const [nina, left, stranger] = [await member(), await member(), await aPerson(server())];
    await left.delete(`${path}/members/${left.uid}`);
    await owner.post(`${path}/invites`, { uid: stranger.uid });
    const text = `@${nina.uid} @${left.uid} @${stranger.uid} @nobody @__x__ ${nina.uid}@${owner.uid} @${nina.uid}`;
    expect((await say(owner, text)).mentions).to.deep.equal([nina.uid]);
    expect((await say(owner, `@${nina.uid}, @${owner.uid}!`)).mentions).to.deep.equal([nina.uid, owner.uid]);
    expect(await summary(server(), `spaces/${id}/chat`)).to.have.length(2);
  });

  it("refuses what is no message", async () => {
    const { chat, owner, all } = await aConversation(server());
    const bodies = [
      undefined,
      {},
      { text: "" },
      { text: " \n\t" },
      { text: "x".repeat(4001) },
      { text: "\udc00" },
      { text: 7 },
      { text: "Hello", replyTo: "../m1" },
      { text: "Hello", replyTo: null },
      { text: "Hello", authorId: "mallory" },
      { text: "Hello", seq: 1 },
      { text: "Hello", mentions: [] },
      { text: "Hello", createdAt: "2020-01-01T00:00:00.000Z" },
      JSON.parse('{ "text": "Hello", "__proto__": { "deletedAt": "x" } }') as unknown,
    ];
    for (const body of bodies)
      expect((await owner.post(chat, body)).status, JSON.stringify(body)).to.equal(400);
    expect(await all()).to.deep.equal([]);
  });

  it("numbers sixty-four messages at once without a gap", async () => {
    const { chat, channel, owner, member, all } = await aConversation(server());
    const people = [owner, await member(), await member(), await member()];
    const posts = people.flatMap((person) =>
      numbers(1, 16).map((index) => person.post(chat, { text: `No. ${index}` })),
    );
    const messages = (await Promise.all(posts))
      .map(({ body }) => Message.parse(body))
      .sort((a, b) => a.seq - b.seq);
    expect(messages.map(({ seq }) => seq)).to.deep.equal(numbers(1, 64));
    expect(await all()).to.deep.equal(messages);
    expect((await server().events(channel)).map(({ data }) => data)).to.deep.equal(messages);
  });

  it("knows a repeated request with and without the /api prefix", async () => {
    const { chat, owner, all } = await aConversation(server());
    const post = (prefix: string) => owner.post(prefix + chat, { text: "Hello" }, { key: "k1" });
    expect(await post("/api")).to.deep.equal(await post(""));
    expect(await all()).to.have.length(1);
  });

  it("has one effect for one key, also for ten requests at once", async () => {
    const { chat, channel, owner, all } = await aConversation(server());
    const post = (text = "Hello") => owner.post(chat, { text }, { key: "k1" });
    const answers = await Promise.all(numbers(1, 10).map(() => post()));
    expect(answers[0]?.status).to.equal(201);
    expect(answers).to.deep.equal(answers.map(() => answers[0]));
    expect(await post(), "later").to.deep.equal(answers[0]);
    expect(await all()).to.deep.equal([answers[0]?.body]);
    expect(await summary(server(), channel)).to.have.length(1);
    expect((await post("Other")).status).to.equal(422);
  });

  it("answers a repeat as the first time, also when it would be refused now", async () => {
    const { chat, path, owner, member, say } = await aConversation(server());
    const nina = await member();
    const first = await say(owner, "Hello");
    const reply = { text: "Hi", replyTo: first.id };
    const replied = await nina.post(chat, reply, { key: "k1" });
    await owner.delete(`${chat}/${first.id}`);
    expect(await nina.post(chat, reply, { key: "k1" })).to.deep.equal(replied);
    await owner.delete(`${path}/members/${nina.uid}`);
    expect(await nina.post(chat, reply, { key: "k1" })).to.deep.equal(replied);
  });

  it("takes one key for one user and one chat", async () => {
    const { chat, owner, member } = await aConversation(server());
    const elsewhere = await aConversation(server());
    const nina = await member();
    await nina.post(`${elsewhere.path}/join`);
    const answers = [
      await owner.post(chat, { text: "Hello" }, { key: "k1" }),
      await nina.post(chat, { text: "Hello" }, { key: "k1" }),
      await nina.post(elsewhere.chat, { text: "Hello" }, { key: "k1" }),
    ];
    expect(new Set(answers.map(({ body }) => Message.parse(body).id)).size).to.equal(3);
  });
});
