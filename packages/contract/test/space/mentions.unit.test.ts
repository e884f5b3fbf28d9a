import { expect } from "chai";
import fc from "fast-check";
import { maxMentions, namedIn } from "../../src/space/mentions.js";

describe("mentions in a text", () => {
  it("are @uids, each once, in order of appearance", () => {
    expect(namedIn("@max and @mia, @max!")).to.deep.equal(["max", "mia"]);
  });

  it("end where a uid ends", () => {
    expect(namedIn("(@max) @mia. @a_b-c: @nina's")).to.deep.equal(["max", "mia", "a_b-c", "nina"]);
  });

  it("are not parts of e-mail addresses, in whatever script", () => {
    expect(namedIn("max@example.com, josé@example.com, 李@example, a_@example")).to.deep.equal([]);
  });

  it("may stand at the beginning, after punctuation and after an emoji", () => {
    expect(namedIn("@max\n/@mia 🎉@nina @@olga")).to.deep.equal(["max", "mia", "nina", "olga"]);
  });

  it("are only what can be a uid", () => {
    expect(namedIn(`@ @__name__ @${"x".repeat(129)} @${"y".repeat(128)}`)).to.deep.equal(["y".repeat(128)]);
  });

  it("are at most fifty", () => {
    const names = Array.from({ length: 80 }, (_, index) => `user${index}`);
    expect(namedIn(names.map((name) => `@${name}`).join(" "))).to.deep.equal(names.slice(0, maxMentions));
  });

  it("are found as a reader who goes letter by letter finds them", () => {
    const letter = fc.constantFrom("@", "a", "Z", "7", "_", "-", ".", " ", "é", "🎉", "\n", "@a", " @b");
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 40 }), (letters) => {
        expect(namedIn(letters.join(""))).to.deep.equal(byHand(letters.join("")));
      }),
    );
  });

  it("are found in a breath, whatever the text", () => {
    for (const text of ["@".repeat(100_000), "@a".repeat(50_000), `@${"a".repeat(100_000)}!`]) {
      const began = process.cpuUsage();
      namedIn(text);
      expect(process.cpuUsage(began).user / 1000, "ms of CPU").to.be.below(200);
    }
  });
});

/** The rule once more, without a regular expression. */
function byHand(text: string): string[] {
  const isUid = (letter: string | undefined) =>
    letter !== undefined &&
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-".includes(letter);
  const isWord = (letter: string | undefined) =>
    letter !== undefined && letter !== "-" && (isUid(letter) || letter === "é");
  const letters = [...text];
  const names: string[] = [];
  for (const [index, letter] of letters.entries()) {
    if (letter !== "@" || isWord(letters[index - 1])) continue;
    let end = index + 1;
    while (isUid(letters[end])) end++;
    const name = letters.slice(index + 1, end).join("");
    const reserved = name.startsWith("__") && name.endsWith("__") && name.length >= 4;
    if (name !== "" && !reserved && !names.includes(name)) names.push(name);
  }
  return names;
}
