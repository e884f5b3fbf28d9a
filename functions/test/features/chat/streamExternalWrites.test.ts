import { expect } from "chai";
import { type DocumentReference, type DocumentSnapshot, Timestamp } from "firebase-admin/firestore";
import { Message } from "@firecast/contract/space/chat";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { type Conversation, aConversation, numbers } from "./conversation.js";
import { messageDocument } from "../../../src/features/chat/paths.js";

const createdAt = "2026-01-05T09:00:00.000Z";

/**
 * The trigger is called here with real snapshots. Where the functions emulator runs too, it is called from there as
 * well: whatever these tests say holds with and without.
 */
describe("a message that another backend", () => {
  const server = anInstance();

  const documentOf = ({ id }: Conversation, messageId: string): DocumentReference =>
    theFirebase().firestore.doc(`spaces/${id}/messages/${messageId}`);

  interface Write {
    conversation: Conversation;
    before: DocumentSnapshot;
    after: DocumentSnapshot;
  }

  /** Writes past us. What it gives is what the trigger is called with. */
  async function write(
    conversation: Conversation,
    document: DocumentReference,
    change: () => Promise<unknown>,
  ): Promise<Write> {
    const before = await document.get();
    await change();
    return { conversation, before, after: await document.get() };
  }

  const trigger = ({ conversation, before, after }: Write) =>
    server().instance.written(messageDocument.template, {
      data: { before, after },
      params: { spaceId: conversation.id, messageId: after.id },
      time: new Date().toISOString(),
    });

  const eventsOf = async ({ channel }: Conversation, type: string) =>
    (await server().events(channel)).filter((event) => event.type === type);

  const post = (conversation: Conversation, document: DocumentReference, values: object = {}) =>
    write(conversation, document, () =>
      document.set({ authorId: conversation.owner.uid, text: "Hello", createdAt, ...values }),
    );

  it("wrote gets its place and its event, once, however often the trigger runs", async () => {
    const conversation = await aConversation(server());
    await conversation.say(conversation.owner, "First");
    const document = documentOf(conversation, "crm-1");
    const written = await post(conversation, document, { source: "crm", editedAt: null });
    await Promise.all([trigger(written), trigger(written), trigger(written)]);
    await trigger(written);

    const [, event, ...others] = await eventsOf(conversation, "chat:message:created");
    expect(others).to.deep.equal([]);
    const { id: spaceId, owner } = conversation;
    const message = {
      id: "crm-1",
      spaceId,
      seq: 2,
      authorId: owner.uid,
      authorName: "A member",
      text: "Hello",
      mentions: [],
      createdAt,
    };
    expect(event).to.deep.include({ seq: 2, by: owner.uid, data: message });
    expect((await conversation.all())[1]).to.deep.equal(message);
    expect((await document.get()).get("source"), "its own fields stay").to.equal("crm");
  });

  it("wrote is like any other from then on", async () => {
    const conversation = await aConversation(server());
    const { chat, owner } = conversation;
    const document = documentOf(conversation, "crm-1");
    await trigger(await post(conversation, document));
    expect((await owner.patch(`${chat}/crm-1`, { text: "Hello!" })).status).to.equal(200);
    const edited = await document.get();
    await trigger({ conversation, before: edited, after: edited });
    expect((await owner.put(`${chat}/crm-1/pin`)).status).to.equal(200);
    expect((await owner.post(`${chat}/read`, { lastReadMessageId: "crm-1" })).status).to.equal(200);
    expect((await owner.delete(`${chat}/crm-1`)).status).to.equal(204);
    const deleted = await document.get();
    await trigger({ conversation, before: edited, after: deleted });
    expect((await server().events(conversation.channel)).map(({ type }) => type)).to.deep.equal([
      "chat:message:created",
      "chat:message:updated",
      "chat:message:pinned",
      "chat:message:deleted",
    ]);
  });

  it("wrote may carry a Firestore time, and mentions who is a member", async () => {
    const conversation = await aConversation(server());
    const nina = await conversation.member();
    const values = {
      text: `Hello @${nina.uid} @nobody`,
      createdAt: Timestamp.fromDate(new Date(createdAt)),
      authorId: nina.uid,
    };
    await trigger(await post(conversation, documentOf(conversation, "crm-1"), values));
    const [message] = await conversation.all();
    expect(message).to.deep.include({ createdAt, mentions: [nina.uid], authorId: nina.uid });
  });

  it("wrote in bulk all get a place, without a gap", async () => {
    const conversation = await aConversation(server());
    const writes = await Promise.all(
      numbers(1, 20).map((index) =>
        post(conversation, documentOf(conversation, `crm-${index}`), { text: `${index}` }),
      ),
    );
    await Promise.all([...writes, ...writes].map(trigger));
    const events = await eventsOf(conversation, "chat:message:created");
    expect(events.map(({ seq }) => seq)).to.deep.equal(numbers(1, 20));
    expect(new Set(events.map(({ data }) => Message.parse(data).text)).size).to.equal(20);
  });

  it("wrote twice is streamed as it is in the end, whichever call comes first", async () => {
    const conversation = await aConversation(server());
    const document = documentOf(conversation, "crm-1");
    const first = await post(conversation, document);
    const second = await write(conversation, document, () => document.update({ text: "Hello, all" }));
    await trigger(second);
    await trigger(first);
    expect(await eventsOf(conversation, "chat:message:created")).to.have.length(1);
    const [latest] = (await server().events(conversation.channel)).slice(-1);
    expect(latest?.data).to.include({ text: "Hello, all" });
    expect((await conversation.all()).map(({ text }) => text)).to.deep.equal(["Hello, all"]);
  });

  it("wrote unreadably is logged and left alone", async () => {
    const conversation = await aConversation(server());
    const document = documentOf(conversation, "crm-1");
    for (const values of [{ text: 7 }, { authorId: "a/b" }, { createdAt: "yesterday" }]) {
      await trigger(await post(conversation, document, values));
    }
    expect(server().logged.filter((line) => line === "error chat.message.unreadable")).to.have.length(3);
    expect(await conversation.all()).to.deep.equal([]);
    expect((await conversation.owner.patch(`${conversation.chat}/crm-1`, { text: "Hi" })).status).to.equal(
      404,
    );
  });

  it("edited is streamed once, with its mentions", async () => {
    const conversation = await aConversation(server());
    const { owner } = conversation;
    const { id } = await conversation.say(owner, "Hello");
    const document = documentOf(conversation, id);
    const edited = await write(conversation, document, () =>
      document.update({ text: `Hello @${owner.uid}` }),
    );
    await Promise.all([trigger(edited), trigger(edited)]);
    const [event, ...others] = await eventsOf(conversation, "chat:message:updated");
    expect(others).to.deep.equal([]);
    const [message] = await conversation.all();
    expect(event?.data).to.deep.equal(message);
    expect(message).to.deep.include({ text: `Hello @${owner.uid}`, mentions: [owner.uid] });
    expect(message).to.have.property("editedAt");
  });

  it("edited is streamed also where something else was written before the trigger ran", async () => {
    const conversation = await aConversation(server());
    const { owner, chat } = conversation;
    const { id } = await conversation.say(owner, "Hello");
    await owner.put(`${chat}/${id}/pin`);
    const document = documentOf(conversation, id);
    const edited = await write(conversation, document, () => document.update({ text: "Hello, all" }));
    const unpinned = await write(conversation, document, () => owner.delete(`${chat}/${id}/pin`));
    await trigger(edited);
    await trigger(unpinned);
    const events = await eventsOf(conversation, "chat:message:updated");
    expect(events.map(({ data }) => Message.parse(data).text)).to.deep.equal(["Hello, all"]);
  });

  it("touched in fields that are not ours is not streamed", async () => {
    const conversation = await aConversation(server());
    const { id } = await conversation.say(conversation.owner, "Hello");
    const document = documentOf(conversation, id);
    await trigger(await write(conversation, document, () => document.update({ source: "crm" })));
    expect(await server().events(conversation.channel)).to.have.length(1);
  });

  it("deleted is streamed once, and stays away", async () => {
    const conversation = await aConversation(server());
    const message = await conversation.say(conversation.owner, "Hello");
    const document = documentOf(conversation, message.id);
    const deleted = await write(conversation, document, () => document.delete());
    await Promise.all([trigger(deleted), trigger(deleted)]);
    await trigger(deleted);
    const [event, ...others] = await eventsOf(conversation, "chat:message:deleted");
    expect(others).to.deep.equal([]);
    expect(event?.data).to.include({ id: message.id, seq: message.seq });
    expect(await conversation.all()).to.deep.equal([]);
    expect((await document.get()).exists).to.equal(false);
  });

  it("replaced as a whole gets a new place, and a late call for its deletion is not believed", async () => {
    const conversation = await aConversation(server());
    const document = documentOf(conversation, "crm-1");
    await trigger(await post(conversation, document));
    const deleted = await write(conversation, document, () => document.delete());
    const again = await post(conversation, document, { text: "Hello again" });
    await trigger(again);
    await trigger(deleted);
    const [latest] = (await server().events(conversation.channel)).slice(-1);
    expect(latest).to.have.property("type", "chat:message:created");
    expect(latest?.data).to.include({ text: "Hello again" });
    expect((await conversation.all()).map(({ text }) => text)).to.deep.equal(["Hello again"]);
  });
});
