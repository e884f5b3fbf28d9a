import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { listCursor, pageOf } from "../../../src/platform/firestore/listCursor.js";
import { Problem } from "../../../src/platform/problems.js";

const cursor = listCursor(z.tuple([z.string(), z.int()]));

describe("a cursor of a list", () => {
  it("reads back the place that it was made of", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), (name, number) => {
        expect(cursor.decode(cursor.encode([name, number]))).to.deep.equal([name, number]);
      }),
    );
  });

  it("is no text that we did not write", () => {
    const text = (plain: string) => Buffer.from(plain).toString("base64url");
    const forged = [
      "",
      "x",
      text('["a",1'),
      text('["a", 1]'),
      text('["a",1,2]'),
      text('["a","1"]'),
      text("{}"),
    ];
    expect(forged.map(cursor.decode)).to.deep.equal(forged.map(() => undefined));
    expect(() => cursor.parse("x"))
      .to.throw(Problem)
      .with.property("code", "invalid_request");
  });
});

describe("a page of a list", () => {
  const page = (rows: readonly number[], limit: number) =>
    pageOf(
      rows,
      limit,
      (row) => (row === 8 ? undefined : `item ${row}`),
      (row) => `after ${row}`,
    );

  it("goes on where more was found than it shows, also behind a row that cannot be read", () => {
    expect(page([9, 8, 7], 2)).to.deep.equal({ items: ["item 9"], nextCursor: "after 8" });
  });

  it("ends with null, also when it is just full", () => {
    expect(page([9, 7], 2)).to.deep.equal({ items: ["item 9", "item 7"], nextCursor: null });
    expect(page([], 2)).to.deep.equal({ items: [], nextCursor: null });
  });
});
