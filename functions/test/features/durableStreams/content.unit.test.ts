import { expect } from "chai";
import fc from "fast-check";
import { withPieces } from "../../../src/features/durableStreams/rules/append.js";
import {
  arrayOf,
  linesOf,
  messagesIn,
  mostMessages,
} from "../../../src/features/durableStreams/rules/messages.js";
import { slice } from "../../../src/features/durableStreams/rules/pages.js";
import { aHead } from "./heads.js";
import { statusOf } from "./statusOf.js";

const refused = Symbol("refused");
function parsed(text: string | (() => unknown)): unknown {
  try {
    const value: unknown = typeof text === "string" ? JSON.parse(text) : text();
    return value;
  } catch {
    return refused;
  }
}
const json = (body: string): string[] => messagesIn(Buffer.from(body));

describe("messages of a body", () => {
  it("are the elements of an array, one level of it", () => {
    expect(json('[{"a":"],["}, [1,2] ,"x\\\\"]')).to.deep.equal(['{"a":"],["}', "[1,2]", '"x\\\\"']);
    expect(json("[[[1,2,3]]]")).to.deep.equal(["[[1,2,3]]"]);
    expect(json(" 12 ")).to.deep.equal(["12"]);
    expect(json("[]")).to.deep.equal([]);
  });

  it("keep numbers as they were written, and are one line each", () => {
    expect(json("[12345678901234567890,\r\n1.0]")).to.deep.equal(["12345678901234567890", "1.0"]);
    expect(json('{\r\n"a":\n1}')).to.deep.equal(['{ "a": 1}']);
  });

  it("come back as they were sent, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), (values) => {
        const lines = Buffer.concat(linesOf(json(JSON.stringify(values, undefined, 1))));
        expect(JSON.parse(arrayOf(lines).toString())).to.deep.equal(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  it("are so many at most", () => {
    expect(json(JSON.stringify(new Array(mostMessages).fill(1))).length).to.equal(mostMessages);
    expect(statusOf(() => json(JSON.stringify(new Array(mostMessages + 1).fill(1))))).to.equal(413);
  });

  it("are JSON exactly where the whole body is", () => {
    const piece = fc.constantFrom(
      "[",
      "]",
      "{",
      "}",
      '"',
      ",",
      "1",
      " ",
      "\\",
      ":",
      "\u00a0",
      "\n",
      '"a"',
      "null",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const text = pieces.join("");
        const whole = parsed(text);
        const taken = parsed(() => json(text).map((message): unknown => JSON.parse(message)));
        expect(taken).to.deep.equal(whole === refused ? refused : Array.isArray(whole) ? whole : [whole]);
      }),
      { numRuns: 3000 },
    );
  });

  it("are refused where they are no JSON or no UTF-8", () => {
    for (const body of [Buffer.from("{"), Buffer.from("[1,]"), Buffer.from([0x22, 0xff, 0x22])])
      expect(statusOf(() => messagesIn(body))).to.equal(400);
  });
});

describe("pages", () => {
  it("hold what was appended, and give any part of it", () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40_000 }), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, fc.nat(), fc.nat(), (some, a, b) => {
        const appended = some.map((bytes) => Buffer.from(bytes));
        const whole = Buffer.concat(appended);
        let head = aHead();
        const pages = appended.flatMap((bytes) => {
          const after = withPieces(head, head, [bytes]);
          head = after.head;
          return after.pages;
        });
        const all = [
          ...pages.filter((page) => "bytes" in page),
          { start: head.openFrom, end: head.end, bytes: head.open },
        ];
        const [from, to] = [a % (whole.length + 1), b % (whole.length + 1)];
        const part = Buffer.concat(all.map((page) => slice(page, from, to, false)));
        expect(part.equals(whole.subarray(from, Math.max(from, to)))).to.equal(true);
        expect(head.open.length).to.be.at.most(32 * 1024);
      }),
      { numRuns: 30 },
    );
  });

  it("are cut between messages in JSON mode", () => {
    const lines = Buffer.from("1\n22\n333\n");
    expect(slice({ start: 5, end: 8, bytes: lines }, 6, 8, true).toString()).to.equal("22\n333\n");
  });
});
