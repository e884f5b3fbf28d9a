import { expect } from "chai";
import fc from "fast-check";
import { type Message, MessagePage } from "@firecast/contract/space/chat";
import { messageCursor } from "../../../src/features/chat/listMessages.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import type { Person } from "../people.js";
import { aConversation, numbers } from "./conversation.js";

/** Reads page after page, doing something between two of them. */
async function readAll(
  person: Person,
  list: string,
  direction: "before" | "after",
  start: string | undefined,
  between: () => Promise<unknown>,
): Promise<Message[]> {
  const items: Message[] = [];
  let at = start === undefined ? "" : `&${direction}=${start}`;
  for (;;) {
    const page = MessagePage.parse((await person.get(`${list}${at}`)).body);
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    at = `&${direction}=${page.nextCursor}`;
    await between();
  }
}

const seqs = (messages: readonly Message[]) => messages.map(({ seq }) => seq);

describe("the list of messages", () => {
  const server = anInstance();

  it("is empty before anything is said", async () => {
    const { chat, owner } = await aConversation(server());
    expect(await owner.get(chat)).to.deep.equal({ status: 200, body: { items: [], nextCursor: null } });
  });

  it("begins with the newest fifty", async () => {
    const { chat, owner, say } = await aConversation(server());
    await Promise.all(numbers(1, 60).map((index) => say(owner, `No. ${index}`)));
    const { items, nextCursor } = MessagePage.parse((await owner.get(chat)).body);
    expect(seqs(items)).to.deep.equal(numbers(11, 60).reverse());
    const older = MessagePage.parse((await owner.get(`${chat}?before=${nextCursor}`)).body);
    expect(seqs(older.items)).to.deep.equal(numbers(1, 10).reverse());
    expect(older.nextCursor).to.equal(null);
  });

  it("is complete and without doubles in both directions while more is said", async () => {
    const { chat, channel, owner, say } = await aConversation(server());
    await Promise.all(numbers(1, 12).map((index) => say(owner, `No. ${index}`)));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 3 }),
        async (limit, more) => {
          const newest = (await server().events(channel)).length;
          let left = more;
          const sayMore = async () => (left-- > 0 ? say(owner, "More") : undefined);

          const older = await readAll(owner, `${chat}?limit=${limit}`, "before", undefined, sayMore);
          expect(seqs(older)).to.deep.equal(numbers(1, newest).reverse());

          left = more;
          const second = messageCursor.encode(2);
          const newer = await readAll(owner, `${chat}?limit=${limit}`, "after", second, sayMore);
          const head = (await server().events(channel)).length;
          expect(seqs(newer)).to.deep.equal(numbers(3, seqs(newer).at(-1) ?? 0));
          expect(seqs(newer).at(-1)).to.be.within(newest, head);
        },
      ),
      { numRuns: 6 },
    );
  });

  it("refuses what is no question", async () => {
    const { chat, owner } = await aConversation(server());
    const seven = messageCursor.encode(7);
    const queries = [
      "limit=0",
      "limit=101",
      "limit=x",
      "limit=1.5",
      "limit=",
      "before=x",
      "after=",
      "after=MDQy",
      `before=${seven}&after=${seven}`,
      `before=${seven}&before=${seven}`,
    ];
    for (const query of queries) {
      const { status, body } = await owner.get(`${chat}?${query}`);
      expect(status, query).to.equal(400);
      expect(body, query).to.have.nested.property("errors[0].in", "query");
    }
  });

  it("keeps the place of a deleted message", async () => {
    const { chat, owner, say, all } = await aConversation(server());
    const [first, second] = [await say(owner, "One"), await say(owner, "Two")];
    await owner.delete(`${chat}/${first.id}`);
    const [tombstone, other] = await all();
    expect(other).to.deep.equal(second);
    const { deletedAt } = tombstone ?? {};
    expect(deletedAt).to.be.a("string");
    expect(tombstone).to.deep.equal({ ...first, text: "", deletedAt });
  });

  it("goes on over what another backend made unreadable, and says so in the log", async () => {
    const { id, owner, say, all } = await aConversation(server());
    const [first, second, third] = [
      await say(owner, "One"),
      await say(owner, "Two"),
      await say(owner, "Three"),
    ];
    const messages = theFirebase().firestore.collection(`spaces/${id}/messages`);
    await messages.doc(second.id).update({ text: 7 });
    await messages.doc("other").set({ seq: "high", text: "Not ours" });
    expect(await all()).to.deep.equal([first, third]);
    expect(server().logged).to.include("error document.unreadable");
  });
});
