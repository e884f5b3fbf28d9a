import fc from "fast-check";

/**
 * The unit of a text of whatever characters, half of them beyond ASCII's neighbours; no half of a surrogate pair. As fast-check's
 * own `unit: "binary"`, which makes a table of all 1.1 million of them first, in each process.
 */
export const anyCharacter = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code), codeOf);

/** So that fast-check may put texts of its own among them, as `__proto__`. */
function codeOf(text: unknown): number {
  if (typeof text !== "string" || [...text].length !== 1) throw new TypeError("not one character");
  return text.codePointAt(0) ?? 0;
}
