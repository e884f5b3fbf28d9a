import { expect } from "chai";
import fc from "fast-check";
import { jsonOf } from "../../../src/platform/http/body.js";
import { Problem } from "../../../src/platform/problems.js";

function outcome(body: string | Buffer, type = "application/json"): unknown {
  try {
    return jsonOf(Buffer.from(body), type);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.status;
  }
}

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

describe("a request body", () => {
  it("is the value that its JSON stands for", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('"__proto__"'));
        expect(outcome(text)).to.deep.equal(JSON.parse(text));
      }),
    );
  });

  it("that is empty is absent, whatever its type", () => {
    expect(outcome("")).to.equal(undefined);
    expect(outcome("", "text/plain")).to.equal(undefined);
  });

  const malformed = {
    "an unclosed object": "{",
    "an unclosed array": nested(100_000).slice(0, 100_000),
    "a trailing comma": "[1,]",
    "a comment": "{/**/}",
    "two values": "{}{}",
    "a bare word": "undefined",
    "single quotes": "{'a':1}",
    "a raw line break in a string": '"a\nb"',
    "a NUL": "\u0000",
    NaN: "NaN",
    "an infinity": "Infinity",
    hexadecimal: "0x10",
    "a BOM in the middle": '{\ufeff"a":1}',
    "a lone surrogate, as bytes": Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
    "an overlong encoding": Buffer.from([0x22, 0xc0, 0xaf, 0x22]),
    "half a character": Buffer.from([0x22, 0xf0, 0x9f, 0x98, 0x22]),
    "Latin-1": Buffer.from("ÿ", "latin1"),
    "UTF-16": Buffer.from('{"a":1}', "utf16le"),
    gzip: Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
  };
  for (const [what, body] of Object.entries(malformed)) {
    it(`with ${what} is 400`, () => expect(outcome(body)).to.equal(400));
  }

  it("may begin with one byte order mark", () => {
    expect(outcome('\ufeff{"a":1}')).to.deep.equal({ a: 1 });
    expect(outcome("\ufeff\ufeff{}")).to.equal(400);
  });

  it("may hold numbers beyond what a number can be, and lone surrogates that are escaped", () => {
    expect(outcome("[1e400]")).to.deep.equal([Infinity]);
    expect(outcome('"\\ud800"')).to.equal("\ud800");
  });

  it("of more than 32 levels below the first is 400, of whatever size and kind", () => {
    expect(outcome(nested(33))).to.be.an("array");
    expect(outcome(nested(34))).to.equal(400);
    expect(outcome(nested(130_000))).to.equal(400);
    expect(outcome('{"a":'.repeat(33) + "1" + "}".repeat(33))).to.equal(400);
  });

  for (const type of [
    "application/json",
    "APPLICATION/JSON",
    "application/json; charset=utf-8",
    'application/json;charset="UTF-8"',
  ]) {
    it(`may be ${type}`, () => expect(outcome("{}", type)).to.deep.equal({}));
  }
  for (const type of [
    "",
    "text/plain",
    "text/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/jsonp",
    "application/json; charset=latin1",
    "application/json, text/plain",
    "application/ld+json",
    "xapplication/json",
  ]) /* prettier-ignore */ {
    it(`may not be ${type || "of no type"}: a form of another site could send it`, () => {
      expect(outcome("{}", type)).to.equal(415);
    });
  }

  it("cannot reach any object's prototype", () => {
    const value = outcome('{"constructor":{"prototype":{"polluted":1}}}');
    expect(Object.keys(value as object)).to.deep.equal(["constructor"]);
    for (const body of ['{"__proto__":{"polluted":1}}', '{"a":[{"__proto__":1}]}'])
      expect(outcome(body), "schemas would leave it out without a word").to.equal(400);
    expect("polluted" in {}).to.equal(false);
  });
});
