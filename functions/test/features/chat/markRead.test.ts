import { expect } from "chai";
import fc from "fast-check";
import { ReadReceipt, ReadState } from "@firecast/contract/space/chat";
import { hidden } from "../../support/caller.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson } from "../people.js";
import { aConversation, numbers } from "./conversation.js";

describe("reading over HTTP", () => {
  const server = anInstance();

  const receipts = (spaceId: string) => server().events(`spaces/${spaceId}/reads`);

  it("counts what others said since, without the deleted", async () => {
    const { id, chat, owner, member, say } = await aConversation(server());
    const nina = await member();
    const first = await say(owner, "One");
    const [deleted] = [
      await say(owner, "Two"),
      await say(owner, "Three"),
      await say(nina, "Mine"),
      await say(owner, "Four"),
    ];
    await owner.delete(`${chat}/${deleted?.id}`);
    const { status, body } = await nina.post(`${chat}/read`, { lastReadMessageId: first.id });
    const { readAt, ...state } = ReadState.parse(body);
    expect(status).to.equal(200);
    expect(state).to.deep.equal({ uid: nina.uid, lastReadMessageId: first.id, lastReadSeq: 1, unread: 2 });
    const [event, ...others] = await receipts(id);
    expect(others).to.deep.equal([]);
    expect(event).to.deep.include({
      channel: `spaces/${id}/reads`,
      type: "chat:read",
      seq: 1,
      by: nina.uid,
      data: { uid: nina.uid, lastReadMessageId: first.id, lastReadSeq: 1, readAt },
    });
  });

  it("does not go back: an older message changes nothing and answers the present state", async () => {
    const { id, chat, owner, member, say } = await aConversation(server());
    const nina = await member();
    const [one, two] = [await say(owner, "One"), await say(owner, "Two")];
    const read = (lastReadMessageId: string) => nina.post(`${chat}/read`, { lastReadMessageId });
    const state = await read(two.id);
    expect(state.body).to.include({ lastReadSeq: 2, unread: 0 });
    expect(await read(one.id)).to.deep.equal(state);
    expect(await read(two.id)).to.deep.equal(state);
    expect(await receipts(id)).to.have.length(1);
  });

  it("H1: puts nothing into the chat's log, so readers push no message out of it", async () => {
    const { chat, channel, owner, member, say } = await aConversation(server());
    const readers = [await member(), await member(), await member()];
    const said = await say(owner, "One");
    for (const reader of readers) await reader.post(`${chat}/read`, { lastReadMessageId: said.id });
    expect((await server().events(channel)).map(({ type }) => type)).to.deep.equal(["chat:message:created"]);
  });

  it("H1: goes into the log with others' that come at the same time: each reader's newest, the last one always", async () => {
    const { id, chat, owner, member, say } = await aConversation(server());
    const readers = await Promise.all(numbers(1, 6).map(() => member()));
    const [one, two] = [await say(owner, "One"), await say(owner, "Two")];
    const read = (message: typeof one) =>
      Promise.all(readers.map((reader) => reader.post(`${chat}/read`, { lastReadMessageId: message.id })));
    await Promise.all([read(one), read(two)]);
    const newest = new Map(
      (await receipts(id)).map(({ by, data }) => [by, ReadReceipt.parse(data).lastReadSeq]),
    );
    expect(newest).to.deep.equal(new Map(readers.map(({ uid }) => [uid, two.seq])));
  });

  it("H1: everybody's state is one list: each reader once, a page at a time, for members only", async () => {
    const { chat, owner, member, say } = await aConversation(server());
    const readers = await Promise.all(numbers(1, 3).map(() => member()));
    const said = await say(owner, "One");
    const states = await Promise.all(
      readers.map(async (reader) => {
        const { body } = await reader.post(`${chat}/read`, { lastReadMessageId: said.id });
        return ReadReceipt.parse(body);
      }),
    );
    const inOrder = states.toSorted((a, b) => (a.uid < b.uid ? -1 : 1));
    expect(await owner.get(`${chat}/reads`)).to.deep.equal({
      status: 200,
      body: { items: inOrder, nextCursor: null },
    });
    const page = await owner.get(`${chat}/reads?limit=2`);
    expect(page.body).to.deep.equal({ items: inOrder.slice(0, 2), nextCursor: inOrder[1]?.uid });
    const rest = await owner.get(`${chat}/reads?limit=2&cursor=${inOrder[1]?.uid ?? ""}`);
    expect(rest.body).to.deep.equal({ items: inOrder.slice(2), nextCursor: null });
    expect(await (await aPerson(server())).get(`${chat}/reads`)).to.deep.equal(hidden);
  });

  it("is each reader's own", async () => {
    const { chat, owner, member, say } = await aConversation(server());
    const [nina, max] = [await member(), await member()];
    const [one, two] = [await say(owner, "One"), await say(owner, "Two")];
    const states = [
      await nina.post(`${chat}/read`, { lastReadMessageId: two.id }),
      await max.post(`${chat}/read`, { lastReadMessageId: one.id }),
    ];
    expect(states.map(({ body }) => ReadState.parse(body).unread)).to.deep.equal([0, 1]);
  });

  it("only goes forward, whatever is said and read at once", async () => {
    const { id, chat, owner, member, say } = await aConversation(server());
    const nina = await member();
    const messages = await Promise.all(numbers(1, 6).map((index) => say(owner, `No. ${index}`)));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), async (picks) => {
        const wanted = picks.flatMap((pick) => messages[pick % messages.length] ?? []);
        const [answers, said] = await Promise.all([
          Promise.all(wanted.map(({ id }) => nina.post(`${chat}/read`, { lastReadMessageId: id }))),
          say(owner, "More"),
        ]);
        messages.push(said);
        for (const [index, { status, body }] of answers.entries()) {
          expect(status).to.equal(200);
          expect(ReadState.parse(body).lastReadSeq).to.be.at.least(wanted[index]?.seq ?? Infinity);
        }
        const path = (await receipts(id)).map(({ data }) => ReadReceipt.parse(data).lastReadSeq);
        expect(path, "each receipt is ahead of the one before").to.deep.equal(
          [...new Set(path)].sort((a, b) => a - b),
        );
      }),
      { numRuns: 15 },
    );
    const newest = messages.at(-1);
    const { body } = await nina.post(`${chat}/read`, { lastReadMessageId: newest?.id });
    expect(body).to.include({ lastReadSeq: newest?.seq, unread: 0 });
  });

  it("answers a repeat as the first time", async () => {
    const { chat, owner, member, say } = await aConversation(server());
    const nina = await member();
    const [one, two] = [await say(owner, "One"), await say(owner, "Two")];
    const read = (id: string, key: string) => nina.post(`${chat}/read`, { lastReadMessageId: id }, { key });
    const first = await read(one.id, "k1");
    await read(two.id, "k2");
    expect(await read(one.id, "k1")).to.deep.equal(first);
    expect((await read(two.id, "k1")).status).to.equal(422);
  });
});
