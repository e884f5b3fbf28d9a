import { expect } from "chai";
import { Message } from "@firecast/contract/space/chat";
import { anInstance } from "../../support/testInstance.js";
import { summary } from "../people.js";
import { aConversation, numbers } from "./conversation.js";

const gone = { status: 204, body: undefined };

describe("changing a message over HTTP", () => {
  const server = anInstance();

  it("replaces text and mentions, for its author", async () => {
    const { chat, channel, owner, member, say, all } = await aConversation(server());
    const nina = await member();
    const message = await say(nina, "Hello");
    const { status, body } = await nina.patch(`${chat}/${message.id}`, { text: `Hello @${owner.uid}` });
    const edited = Message.parse(body);
    const { editedAt } = edited;
    expect(editedAt).to.be.a("string");
    expect({ status, body }).to.deep.equal({
      status: 200,
      body: { ...message, text: `Hello @${owner.uid}`, mentions: [owner.uid], editedAt },
    });
    expect(await all()).to.deep.equal([edited]);
    const [, event] = await server().events(channel);
    expect(event).to.deep.include({ type: "chat:message:updated", seq: 2, by: nina.uid, data: edited });
    expect((await owner.patch(`${chat}/${message.id}`, { text: "Bye" })).status, "an owner").to.equal(403);
  });

  it("says nothing where the text is the same", async () => {
    const { chat, channel, owner, say } = await aConversation(server());
    const message = await say(owner, "Hello");
    const same = await owner.patch(`${chat}/${message.id}`, { text: "Hello" });
    expect(same).to.deep.equal({ status: 200, body: message });
    expect(await summary(server(), channel)).to.have.length(1);
  });

  it("deletes once, leaving the place: the author, owners and admins may", async () => {
    const { chat, channel, owner, member, say } = await aConversation(server());
    const [nina, max, admin] = [await member(), await member(), await member("admin")];
    const messages = [await say(nina, "One"), await say(nina, "Two"), await say(nina, "Three")];
    const [one, two, three] = messages.map(({ id }) => `${chat}/${id}`);
    expect((await max.delete(`${one}`)).status).to.equal(403);
    for (const [person, path] of [
      [nina, one],
      [admin, two],
      [owner, three],
    ] as const) {
      expect(await person.delete(`${path}`)).to.deep.equal(gone);
      expect(await person.delete(`${path}`), "again").to.deep.equal(gone);
    }
    const events = (await server().events(channel)).slice(3);
    expect(events.map(({ type, by }) => [type, by])).to.deep.equal(
      [nina, admin, owner].map(({ uid }) => ["chat:message:deleted", uid]),
    );
    const [first] = events;
    expect(first?.data).to.have.all.keys("id", "spaceId", "seq", "deletedAt");
    expect(first?.data).to.include({ id: messages[0]?.id, seq: 1 });
    expect((await nina.patch(`${one}`, { text: "Back" })).status, "an edit").to.equal(409);
    expect((await nina.put(`${one}/pin`)).status, "a pin").to.equal(409);
    expect((await nina.delete(`${one}/pin`)).status, "an unpin").to.equal(409);
  });

  it("pins and unpins once: the author, owners and admins may", async () => {
    const { chat, channel, owner, member, say, all } = await aConversation(server());
    const [nina, max] = [await member(), await member()];
    const message = await say(nina, "Hello");
    const pin = `${chat}/${message.id}/pin`;
    expect((await max.put(pin)).status).to.equal(403);
    const pinned = await nina.put(pin);
    const { pinnedAt } = Message.parse(pinned.body);
    expect(pinnedAt).to.be.a("string");
    expect(pinned).to.deep.equal({ status: 200, body: { ...message, pinnedAt } });
    expect(await owner.put(pin), "again").to.deep.equal(pinned);
    expect((await max.delete(pin)).status).to.equal(403);
    expect(await owner.delete(pin)).to.deep.equal(gone);
    expect(await nina.delete(pin), "again").to.deep.equal(gone);
    expect(await all()).to.deep.equal([message]);
    const events = (await server().events(channel)).slice(1);
    expect(events.map(({ type, by, data }) => ({ type, by, data }))).to.deep.equal([
      { type: "chat:message:pinned", by: nina.uid, data: pinned.body },
      {
        type: "chat:message:unpinned",
        by: owner.uid,
        data: { id: message.id, spaceId: message.spaceId, seq: message.seq },
      },
    ]);
  });

  it("counts the role that somebody has now, not the one of a moment ago", async () => {
    const { path, chat, owner, member, say } = await aConversation(server());
    const [nina, admin] = [await member(), await member("admin")];
    const [one, two] = [await say(nina, "One"), await say(nina, "Two")];
    expect((await admin.delete(`${chat}/${one.id}`)).status).to.equal(204);
    await owner.patch(`${path}/members/${admin.uid}`, { role: "member" });
    expect((await admin.delete(`${chat}/${two.id}`)).status).to.equal(403);
  });

  it("unpins what it deletes", async () => {
    const { chat, owner, say, all } = await aConversation(server());
    const { id } = await say(owner, "Hello");
    await owner.put(`${chat}/${id}/pin`);
    await owner.delete(`${chat}/${id}`);
    expect((await all())[0]).to.not.have.property("pinnedAt");
  });

  it("loses nothing of what is done at once", async () => {
    const { chat, channel, owner, member, say, all } = await aConversation(server());
    const admin = await member("admin");
    const { id } = await say(owner, "Hello");
    const answers = await Promise.all([
      owner.patch(`${chat}/${id}`, { text: "Hello, all" }),
      admin.put(`${chat}/${id}/pin`),
      admin.put(`${chat}/${id}/pin`),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    const [message] = await all();
    expect(message).to.include({ text: "Hello, all" });
    expect(message).to.include.all.keys("editedAt", "pinnedAt");
    expect((await summary(server(), channel)).slice(1).sort()).to.deep.equal([
      `chat:message:pinned by ${admin.uid}`,
      `chat:message:updated by ${owner.uid}`,
    ]);
    const [latest] = (await server().events(channel)).slice(-1);
    expect(latest?.data, "the last event shows what is there").to.deep.equal(message);
  });

  it("tells of one deletion, however many ask for it at once", async () => {
    const { chat, channel, owner, say } = await aConversation(server());
    const { id } = await say(owner, "Hello");
    const answers = await Promise.all(numbers(1, 6).map(() => owner.delete(`${chat}/${id}`)));
    expect(answers).to.deep.equal(answers.map(() => gone));
    expect(await summary(server(), channel)).to.have.length(2);
  });

  it("answers a repeat as the first time", async () => {
    const { chat, channel, owner, say } = await aConversation(server());
    const { id } = await say(owner, "Hello");
    const edit = () => owner.patch(`${chat}/${id}`, { text: "Bye" }, { key: "k1" });
    const pin = () => owner.put(`${chat}/${id}/pin`, undefined, { key: "k2" });
    const unpin = () => owner.delete(`${chat}/${id}/pin`, { key: "k3" });
    const remove = () => owner.delete(`${chat}/${id}`, { key: "k4" });
    const first = [await edit(), await pin(), await unpin(), await remove()];
    expect(first.map(({ status }) => status)).to.deep.equal([200, 200, 204, 204]);
    expect([await edit(), await pin(), await unpin(), await remove()]).to.deep.equal(first);
    expect(await summary(server(), channel)).to.have.length(5);
  });
});
