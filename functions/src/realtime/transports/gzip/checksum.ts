import { crc32 } from "node:zlib";
import type { Checksum } from "../../hub/batch.js";

/**
 * CRC-32 of bytes that are joined from parts whose checksums are known, as zlib's `crc32_combine` does it
 * (https://github.com/madler/zlib/blob/v1.3.1/crc32.c): to go on over `n` more bytes is to multiply by `x^(8n)` modulo the
 * polynomial, bits reflected. That factor is made once for a part, however many streams it goes to.
 */
const polynomial = 0xedb88320;
const one = 0x80000000;

/** Of no bytes. */
export const emptyChecksum: Checksum = { crc: 0, length: 0, shift: one };

export const checksumOf = (bytes: Buffer): Checksum => ({
  crc: crc32(bytes),
  length: bytes.length,
  shift: shiftOver(bytes.length),
});

/** The checksum of both, one after the other. */
export const joined = (first: Checksum, second: Checksum): Checksum => ({
  ...extended(first, second),
  shift: product(first.shift, second.shift),
});

/** The same without what only a part to be joined needs. */
export const extended = (
  { crc, length }: Omit<Checksum, "shift">,
  next: Checksum,
): Omit<Checksum, "shift"> => ({
  crc: (product(next.shift, crc) ^ next.crc) >>> 0,
  length: length + next.length,
});

function product(a: number, b: number): number {
  let [sum, rest, factor] = [0, a, b];
  for (let bit = one; rest !== 0; bit >>>= 1) {
    if (rest & bit) {
      sum ^= factor;
      rest ^= bit;
    }
    factor = factor & 1 ? (factor >>> 1) ^ polynomial : factor >>> 1;
  }
  return sum >>> 0;
}

/** `x^(2^n)`, by n. */
const squares = [0x40000000];
for (let square = 0x40000000; squares.length < 32; squares.push(square)) square = product(square, square);

/** `x^(8 · length)`. */
function shiftOver(length: number): number {
  let shift = one;
  for (let [rest, power] = [length, 3]; rest > 0; rest = Math.floor(rest / 2), power++)
    if (rest % 2 === 1) shift = product(squares[power % 32] ?? one, shift);
  return shift;
}
