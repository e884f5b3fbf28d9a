import { expect } from "chai";
import fc from "fast-check";
import { ListMessages, messageCursor, messagePage } from "../../../src/features/chat/listMessages.js";
import { aMessage } from "./builders.js";

describe("a cursor of a list", () => {
  it("reads back what it was made of", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999_999 }), (seq) => {
        expect(messageCursor.decode(messageCursor.encode(seq))).to.equal(seq);
        expect(messageCursor.encode(seq)).to.match(/^[A-Za-z0-9_-]{2,64}$/);
      }),
    );
  });

  it("is nothing that we did not write", () => {
    const text = (plain: string) => Buffer.from(plain).toString("base64url");
    const forged = [
      "",
      "0",
      "42",
      text("0"),
      text("-1"),
      text("042"),
      text("1e3"),
      text("4 2"),
      text("9".repeat(16)),
    ];
    expect(forged.map(messageCursor.decode)).to.deep.equal(forged.map(() => undefined));
    expect(messageCursor.decode(`${messageCursor.encode(42)}=`), "padded").to.equal(undefined);
    fc.assert(
      fc.property(fc.string(), (cursor) => {
        const seq = messageCursor.decode(cursor);
        expect(seq === undefined || messageCursor.encode(seq) === cursor).to.equal(true);
      }),
    );
  });
});

describe("a question for messages", () => {
  it("asks for fifty if it does not say", () => {
    expect(ListMessages.parse({})).to.deep.equal({ limit: 50 });
    expect(ListMessages.parse({ limit: "100", before: messageCursor.encode(7) })).to.deep.equal({
      limit: 100,
      before: 7,
    });
  });

  it("takes the place of a message that a client has as well", () => {
    expect(ListMessages.parse({ before: "42" })).to.deep.equal({ limit: 50, before: 42 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999_999 }), (seq) => {
        expect(messageCursor.encode(seq)).to.not.match(/^\d+$/);
      }),
    );
  });

  it("is refused where it means nothing", () => {
    const refused = [
      ...["0", "101", "1.5", "-1", "1e1", "", " 7", "x", ["1", "2"]].map((limit) => ({ limit })),
      ...["x", "", "0", "9".repeat(16), "1.5", ["MQ", "MQ"]].map((before) => ({ before })),
      { before: messageCursor.encode(7), after: messageCursor.encode(3) },
    ];
    for (const query of refused)
      expect(ListMessages.safeParse(query).success, JSON.stringify(query)).to.equal(false);
  });
});

describe("a page of messages", () => {
  const found = (...seqs: number[]) =>
    seqs.map((seq) => ({ seq, message: aMessage({ id: `m${seq}`, seq }) }));

  it("goes on where more was found than it shows", () => {
    const { items, nextCursor } = messagePage(found(9, 8, 7), 2);
    expect({ seqs: items.map(({ seq }) => seq), next: messageCursor.decode(nextCursor ?? "") }).to.deep.equal(
      {
        seqs: [9, 8],
        next: 8,
      },
    );
  });

  it("ends with null, also when it is just full", () => {
    expect(messagePage(found(9, 8), 2).nextCursor).to.equal(null);
    expect(messagePage([], 2)).to.deep.equal({ items: [], nextCursor: null });
  });

  it("goes on behind a message that cannot be read", () => {
    const page = messagePage([...found(9), { seq: 8, message: undefined }, ...found(7)], 2);
    expect(page.items.map(({ seq }) => seq)).to.deep.equal([9]);
    expect(page.nextCursor).to.equal(messageCursor.encode(8));
  });
});
