import { expect } from "chai";
import fc from "fast-check";
import { randomIds } from "../../src/platform/ids.js";
import { Problem } from "../../src/platform/problems.js";
import {
  encode,
  entryOf,
  joinCursor,
  maxCursorLength,
  parseCursor,
  splitCursor,
} from "../../src/realtime/cursor.js";
import { anyCharacter } from "../support/anyCharacter.js";

const seq = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 2 ** 47 }));
const place = fc.record({ channel: fc.string(), epoch: fc.string(), seq });
const places = (max: number) =>
  fc.uniqueArray(place, {
    minLength: 1,
    maxLength: max,
    selector: ({ channel, epoch }) => `${channel}\n${epoch}`,
  });

describe("a cursor", () => {
  it("M5: says the same behind the secret of a ticket's stream, and 13 channels fit as 16 do without", () => {
    const secret = randomIds.next();
    fc.assert(
      fc.property(places(13), (stood) => {
        const entries = stood.map((at) => entryOf(at.channel, { ...at, seq: at.seq % 262_144 }));
        const text = joinCursor([secret, ...entries]);
        expect(text).to.match(/^[A-Za-z0-9._-]{1,128}$/);
        expect(splitCursor(text)).to.deep.equal({ secret, entries });
        expect(splitCursor(entries.join("."))).to.deep.equal({ secret: undefined, entries });
        const cursor = parseCursor(text);
        for (const { channel, epoch, seq: there } of stood)
          expect(cursor.seqIn(channel, epoch)).to.equal(there % 262_144);
      }),
    );
    expect(splitCursor(secret)).to.deep.equal({ secret, entries: [] });
  });

  it("keeps any seq up to 2^47 of any channel and epoch", () => {
    fc.assert(
      fc.property(place, (stood) => {
        const cursor = parseCursor(joinCursor([entryOf(stood.channel, stood)]));
        expect(cursor.seqIn(stood.channel, stood.epoch)).to.equal(stood.seq);
      }),
    );
  });

  it("of any channels has at most 128 bytes of [A-Za-z0-9._-], and never says what was not so", () => {
    fc.assert(
      fc.property(places(40), (stood) => {
        const text = joinCursor(stood.map((at) => entryOf(at.channel, at)));
        expect(text).to.match(/^[A-Za-z0-9._-]{1,128}$/);
        const cursor = parseCursor(text);
        const known = stood.map(({ channel, epoch }) => cursor.seqIn(channel, epoch));
        for (const [index, { seq: there }] of stood.entries())
          expect(known[index]).to.be.oneOf([there, undefined]);
      }),
    );
  });

  it("leaves out only what does not fit: sixteen channels fit up to seq 262,143", () => {
    const entries = Array.from({ length: 16 }, (_, index) =>
      entryOf(`spaces/s${index}/chat`, { epoch: "e", seq: 262_143 }),
    );
    expect(joinCursor(entries)).to.equal(entries.join("."));
    const long = entryOf("spaces/long/chat", { epoch: "e", seq: 262_144 });
    expect(joinCursor([long, ...entries])).to.equal([long, ...entries.slice(0, 15)].join("."));
    expect(joinCursor([long, ...entries]).length).to.be.at.most(maxCursorLength);
  });

  it("of another epoch says nothing about this one", () => {
    const text = entryOf("global", { epoch: "old", seq: 7 });
    expect(parseCursor(text).seqIn("global", "new")).to.equal(undefined);
    expect(parseCursor(text).seqIn("spaces/s1/chat", "old")).to.equal(undefined);
  });

  it("that was cut short or changed in one place says nothing, or what is still whole of it", () => {
    fc.assert(
      fc.property(places(5), fc.nat(), fc.nat(), (stood, at, with_) => {
        const text = joinCursor(stood.map((position) => entryOf(position.channel, position)));
        const cut = at % text.length;
        const letter = "abcXYZ019-_".charAt(with_ % 11);
        for (const forged of [text.slice(0, cut), text.slice(0, cut) + letter + text.slice(cut + 1)]) {
          const cursor = parsed(forged);
          for (const { channel, epoch, seq: there } of stood)
            expect(cursor?.seqIn(channel, epoch)).to.be.oneOf([there, undefined]);
        }
      }),
    );
  });

  it("says nothing about two channels whose entries are the same by accident", () => {
    const [one, two] = twoWithOneEntry();
    const text = joinCursor([entryOf(one, { epoch: "e", seq: 5 }), entryOf(two, { epoch: "e", seq: 5 })]);
    const cursor = parseCursor(text);
    expect([cursor.seqIn(one, "e"), cursor.seqIn(two, "e")]).to.deep.equal([undefined, undefined]);
  });

  it("writes numbers as long as they need", () => {
    expect([0, 63, 64, 4095, 4096, 2 ** 47].map(encode)).to.deep.equal([
      "0",
      "_",
      "10",
      "__",
      "100",
      "W0000000",
    ]);
  });

  for (const garbage of [
    "",
    ".",
    "..",
    "abcd",
    "abc",
    "abcd1.",
    ".abcd1",
    "abcd1..abcd2",
    "abcd1 ",
    "abcd1\n",
    "abcd!",
    "äbcd1",
    "abcd1;",
    "abcd123456789",
    "null",
    "[object Object]",
    "a".repeat(129),
    "abcd1.".repeat(21) + "abcd1",
    "\u0000abcd1",
  ]) /* prettier-ignore */ {
    it(`cannot be ${JSON.stringify(garbage.slice(0, 24))}`, () => {
      expect(() => parseCursor(garbage))
        .to.throw(Problem)
        .that.deep.includes({ code: "invalid_request", status: 400 });
    });
  }

  it("of any text is read, or refused as a bad request", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: anyCharacter, maxLength: 200 })), (text) => {
        try {
          parseCursor(text);
          expect(text).to.match(/^[A-Za-z0-9._-]{1,128}$/);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          expect(error.document().errors?.[0]?.pointer).to.equal("/cursor");
        }
      }),
    );
  });
});

/** What it says, unless it is no cursor at all. */
function parsed(text: string) {
  try {
    return parseCursor(text);
  } catch {
    return undefined;
  }
}

/** Two channels that share an entry: with 24 bits, some thousand names are enough. */
function twoWithOneEntry(): [string, string] {
  const seen = new Map<string, string>();
  for (let n = 0; ; n++) {
    const channel = `spaces/s${n}/chat`;
    const entry = entryOf(channel, { epoch: "e", seq: 5 });
    const other = seen.get(entry);
    if (other !== undefined) return [other, channel];
    seen.set(entry, channel);
  }
}
