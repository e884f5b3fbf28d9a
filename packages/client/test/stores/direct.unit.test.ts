import { expect } from "chai";
import { directMessages } from "../../src/stores/direct.js";
import { aRealtime } from "../support/fakeRealtime.js";

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

const message = (seq: number, text: string) => ({
  id: `m${seq}`,
  seq,
  authorId: "aaron",
  recipientId: "alice",
  text,
  createdAt: "2026-01-01T00:00:00.000Z",
});

describe("what two users say to each other", () => {
  const texts = (direct: { get: () => { messages: readonly { text: string }[] } }) =>
    direct.get().messages.map(({ text }) => text);

  it("is held from where one wants it: older pages are loaded, and let go of", async () => {
    const pages: Record<string, unknown> = {
      "/api/direct/aaron": { items: [message(3, "three")], nextCursor: "c3" },
      "/api/direct/aaron?cursor=3": { items: [message(2, "two")], nextCursor: "c2" },
      "/api/direct/aaron?cursor=2": { items: [message(1, "one")], nextCursor: null },
    };
    const fake = aRealtime((path) => pages[path]);
    const direct = directMessages(fake.realtime, "aaron");
    direct.start();
    await settled();
    expect(direct.get()).to.deep.include({ isLoaded: true, hasOlder: true });
    for (let page = 1; page <= 2; page++) await direct.loadOlder();
    expect(texts(direct)).to.deep.equal(["one", "two", "three"]);
    expect(direct.get().hasOlder).to.equal(false);

    fake.tell("direct/aaron/alice", "direct:message:created", message(4, "four"), { seq: 4 });
    direct.forgetOlder(2);
    expect(texts(direct)).to.deep.equal(["three", "four"]);
    expect(direct.get().hasOlder).to.equal(true);
    await direct.loadOlder();
    expect(texts(direct)).to.deep.equal(["two", "three", "four"]);
    expect(direct.get().hasOlder).to.equal(true);
  });
});
