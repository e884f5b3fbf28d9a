import { expect } from "chai";
import { streamPost } from "../../../src/features/chat/external/streamExternalWrites.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { aConversation, type Conversation } from "./conversation.js";
import { aStage, happening, type Stage, summaryOf } from "../stage.js";

describe("what is told when a message's document is written", () => {
  const server = anInstance();

  const documentOf = ({ id }: Conversation, messageId: string) => `spaces/${id}/messages/${messageId}`;
  const tell = async (
    stage: Stage,
    conversation: Conversation,
    messageId: string,
    act: () => Promise<unknown>,
  ) => {
    const params = { spaceId: conversation.id, messageId };
    const event = await happening(documentOf(conversation, messageId), params, act);
    await stage.produce.messageWritten(event);
    return { event, told: stage.told() };
  };

  /** A message that was just posted, as its trigger sees it. */
  const tellOfPost = async (stage: Stage, conversation: Conversation, messageId: string) => {
    const { event } = await tell(stage, conversation, messageId, () => Promise.resolve());
    event.data.before = await theFirebase()
      .firestore.doc(documentOf(conversation, `not-${messageId}`))
      .get();
    await stage.produce.messageWritten(event);
    return stage.told();
  };

  it("mention: those who are named hear of it, after an edit those who are new", async () => {
    const [stage, conversation] = [aStage(server()), await aConversation(server())];
    const { owner, chat, member, say } = conversation;
    const [mia, max] = [await member(), await member()];
    const { id } = await say(owner, `Hello @${mia.uid} and @${owner.uid}`);
    const told = await tellOfPost(stage, conversation, id);
    expect(summaryOf(told)).to.deep.equal([`mention by ${owner.uid} to ${mia.uid}`]);
    expect(told[0]?.payload).to.deep.include({ spaceName: "Lobby", messageId: id, authorId: owner.uid });
    const edit = await tell(stage, conversation, id, () =>
      owner.patch(`${chat}/${id}`, { text: `Hello @${mia.uid} and @${max.uid}` }),
    );
    expect(summaryOf(edit.told)).to.deep.equal([`mention by ${owner.uid} to ${max.uid}`]);
  });

  it("mention: of another backend's message once it has its place", async () => {
    const [stage, conversation] = [aStage(server()), await aConversation(server())];
    const { owner, member } = conversation;
    const mia = await member();
    const document = theFirebase().firestore.doc(documentOf(conversation, "crm-1"));
    const posted = await tell(stage, conversation, "crm-1", () =>
      document.set({ authorId: owner.uid, text: `Hello @${mia.uid}` }),
    );
    expect(posted.told).to.deep.equal([]);
    const { updateTime } = await document.get();
    const adopted = await tell(stage, conversation, "crm-1", async () => {
      if (!updateTime) throw new Error("it was written");
      const message = { id: "crm-1", spaceId: conversation.id, authorId: owner.uid };
      const said = { text: `Hello @${mia.uid}`, createdAt: "2026-01-05T09:00:00.000Z" };
      await streamPost(stage.actions.chatParts, { ...message, ...said }, updateTime);
    });
    expect(summaryOf(adopted.told)).to.deep.equal([`mention by ${owner.uid} to ${mia.uid}`]);
  });

  it("reply: the author hears of it, but as a mention where the reply names them", async () => {
    const [stage, conversation] = [aStage(server()), await aConversation(server())];
    const { owner, member, say } = conversation;
    const mia = await member();
    const { id } = await say(mia, "Who comes?");
    const plain = await say(owner, "I do.", { replyTo: id });
    const naming = await say(owner, `I do, @${mia.uid}.`, { replyTo: id });
    expect(summaryOf(await tellOfPost(stage, conversation, plain.id))).to.deep.equal([
      `reply by ${owner.uid} to ${mia.uid}`,
    ]);
    expect(summaryOf(await tellOfPost(stage, conversation, naming.id))).to.deep.equal([
      `mention by ${owner.uid} to ${mia.uid}`,
    ]);
  });

  it("message_pinned: the author hears of it, unless it was the author", async () => {
    const [stage, conversation] = [aStage(server()), await aConversation(server())];
    const { owner, chat, member, say } = conversation;
    const mia = await member();
    const { id } = await say(mia, "Read this.");
    const pin = (person: typeof owner) =>
      tell(stage, conversation, id, () => person.put(`${chat}/${id}/pin`));
    const pinned = await pin(owner);
    expect(summaryOf(pinned.told)).to.deep.equal([`message_pinned by ${owner.uid} to ${mia.uid}`]);
    const unpinned = await tell(stage, conversation, id, () => owner.delete(`${chat}/${id}/pin`));
    expect(unpinned.told).to.deep.equal([]);
    expect((await pin(mia)).told).to.deep.equal([]);
    const stored = await theFirebase().firestore.doc(documentOf(conversation, id)).get();
    expect(stored.get("pinnedBy")).to.equal(mia.uid);
    const [message] = await conversation.all();
    expect(message).to.not.have.property("pinnedBy");
    for (const { data } of await server().events(conversation.channel)) {
      expect(data).to.not.have.property("pinnedBy");
    }
  });

  it("whoever has left the space hears nothing", async () => {
    const [stage, conversation] = [aStage(server()), await aConversation(server())];
    const { path, owner, member, say } = conversation;
    const mia = await member();
    const { id } = await say(owner, `Hello @${mia.uid}`);
    await mia.delete(`${path}/members/${mia.uid}`);
    expect(await tellOfPost(stage, conversation, id)).to.deep.equal([]);
  });

  it("N6: a deleted message takes back its mentions, its reply and its pin, and a late trigger tells nothing of it", async () => {
    const [stage, conversation] = [aStage(server()), await aConversation(server())];
    const { owner, chat, member, say } = conversation;
    const [mia, max] = [await member(), await member()];
    const question = await say(max, "Who comes?");
    const { id } = await say(mia, `I do, @${owner.uid}.`, { replyTo: question.id });
    await owner.put(`${chat}/${id}/pin`);
    const late = await happening(
      documentOf(conversation, id),
      { spaceId: conversation.id, messageId: id },
      () => Promise.resolve(),
    );
    const { told } = await tell(stage, conversation, id, () => owner.delete(`${chat}/${id}`));
    expect(told).to.deep.equal([]);
    expect(stage.undone).to.deep.equal([
      `recall mention to ${owner.uid}`,
      `recall reply to ${max.uid}`,
      `recall message_pinned to ${mia.uid}`,
    ]);
    late.data.before = await theFirebase()
      .firestore.doc(documentOf(conversation, `not-${id}`))
      .get();
    await stage.produce.messageWritten(late);
    expect(stage.told()).to.deep.equal([]);
  });

  it("N6: a message whose document another backend deletes takes back what it told", async () => {
    const [stage, conversation] = [aStage(server()), await aConversation(server())];
    const { owner, member, say } = conversation;
    const mia = await member();
    const { id } = await say(owner, `Hello @${mia.uid}`);
    await tell(stage, conversation, id, () =>
      theFirebase().firestore.doc(documentOf(conversation, id)).delete(),
    );
    expect(stage.undone).to.deep.equal([`recall mention to ${mia.uid}`]);
  });

  it("N6: an edit says anew what was told, and takes back the names that it leaves out", async () => {
    const [stage, conversation] = [aStage(server()), await aConversation(server())];
    const { owner, chat, member, say } = conversation;
    const [mia, max] = [await member(), await member()];
    const { id } = await say(owner, `Hello @${mia.uid} and @${max.uid}`);
    await tell(stage, conversation, id, () => owner.patch(`${chat}/${id}`, { text: `Welcome, @${mia.uid}` }));
    expect(stage.undone).to.deep.equal([
      `recall mention to ${max.uid}`,
      `revise mention by ${owner.uid} to ${mia.uid}`,
    ]);
  });

  it("N6: an unpinned message takes back that it was pinned", async () => {
    const [stage, conversation] = [aStage(server()), await aConversation(server())];
    const { owner, chat, member, say } = conversation;
    const mia = await member();
    const { id } = await say(mia, "Read this.");
    await tell(stage, conversation, id, () => owner.put(`${chat}/${id}/pin`));
    await tell(stage, conversation, id, () => owner.delete(`${chat}/${id}/pin`));
    expect(stage.undone).to.deep.equal([`recall message_pinned to ${mia.uid}`]);
  });

  it("is the same when the trigger is called again", async () => {
    const [stage, conversation] = [aStage(server()), await aConversation(server())];
    const { owner, member, say } = conversation;
    const mia = await member();
    const { id } = await say(owner, `Hello @${mia.uid}`);
    const told = await tellOfPost(stage, conversation, id);
    const causes = (await tellOfPost(stage, conversation, id)).map(({ cause }) => cause);
    expect(causes).to.deep.equal(told.map(({ cause }) => cause));
  });
});
