import { expect } from "chai";
import { DisplayName, nameFrom } from "../../src/core/names.js";

const codes = (...points: number[]): string => String.fromCodePoint(...points);
const isName = (text: string): boolean => DisplayName.safeParse(text).success;

/** Nothing of these is seen, or it changes how the rest is seen. */
const hidden = {
  "a control": 0x07,
  "a line feed": 0x0a,
  "a line separator": 0x2028,
  "a zero width space": 0x200b,
  "a word joiner": 0x2060,
  "a byte order mark": 0xfeff,
  "a soft hyphen": 0xad,
  "a right-to-left override": 0x202e,
  "an isolate": 0x2066,
  "a right-to-left mark": 0x200f,
  "a Hangul filler": 0x3164,
  "a Braille blank": 0x2800,
  "a tag": 0xe0041,
  "a private use character": 0xe000,
  "a lone surrogate": 0xd800,
};

describe("N9: a display name", () => {
  it("is trimmed and composed", () => {
    expect(DisplayName.parse("  Zoe\u0308 ")).to.equal("Zo\u00eb");
  });

  it("may be in any script, and hold emoji that are joined of several", () => {
    const family = codes(0x1f468, 0x200d, 0x1f469, 0x200d, 0x1f467);
    const names = [
      "Ada Lovelace",
      "O'Brien-Smith",
      "\u5c0f\u660e",
      "\u0645\u06cc\u200c\u0631\u0648\u0645",
      family,
    ];
    for (const name of names) expect(isName(name), name).to.equal(true);
  });

  for (const [what, point] of Object.entries(hidden)) {
    it(`does not hold ${what}`, () => {
      expect(isName(`Ada${codes(point)}Lovelace`)).to.equal(false);
    });
  }

  it("is seen: joiners and blanks alone are no name", () => {
    for (const text of ["", "   ", "\u200d", "\u200c\ufe0f", "\u00a0", "\u0301"]) {
      expect(isName(text), JSON.stringify(text)).to.equal(false);
    }
  });

  it("covers no lines around it with stacked marks", () => {
    expect(isName(`A${"\u0335".repeat(6)}da`)).to.equal(false);
  });

  it("has at most 80 UTF-16 units", () => {
    expect(isName("x".repeat(80))).to.equal(true);
    expect(isName("x".repeat(81))).to.equal(false);
  });

  it("that comes from elsewhere is taken as far as it is one, and no pair is cut apart", () => {
    expect(nameFrom(`Ada${codes(0x202e)} Lovelace`)).to.equal("Ada Lovelace");
    expect(nameFrom(`${"x".repeat(79)}\u{1f600}`)).to.equal("x".repeat(79));
    expect(nameFrom("\u200b")).to.equal(undefined);
    expect(nameFrom(undefined)).to.equal(undefined);
  });
});
