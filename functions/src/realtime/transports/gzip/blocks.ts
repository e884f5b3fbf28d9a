import { constants, deflateRawSync } from "node:zlib";
import type { Encoded } from "../../hub/batch.js";
import { checksumOf, joined } from "./checksum.js";

/** Deflate blocks that begin with an empty window and end at a byte: whatever came before them, they decode to the same. */
export interface Block extends Encoded {
  readonly decoded: NonNullable<Encoded["decoded"]>;
}

/** 64 KB for the time of the call instead of 256; events are no longer than its window of 8 KB but for a few. */
const options = { windowBits: 13, memLevel: 6, level: 6, finishFlush: constants.Z_FULL_FLUSH };

export function deflated(text: string): Block {
  const plain = Buffer.from(text);
  // A copy: the result is a part of a far larger buffer.
  return { bytes: Buffer.from(deflateRawSync(plain, options)), decoded: checksumOf(plain) };
}

/** https://www.rfc-editor.org/rfc/rfc1951#section-3.2.4 */
const longestStored = 65_535;

/** As it is: for what goes to one client alone. */
export function stored(text: string): Block {
  const plain = Buffer.from(text);
  const pieces: Buffer[] = [];
  for (let from = 0; from < plain.length; from += longestStored) {
    const piece = plain.subarray(from, from + longestStored);
    const head = Buffer.alloc(5);
    head.writeUInt16LE(piece.length, 1);
    head.writeUInt16LE(longestStored - piece.length, 3);
    pieces.push(head, piece);
  }
  return { bytes: Buffer.concat(pieces), decoded: checksumOf(plain) };
}

export const joinedBlocks = ([first, ...others]: readonly [Block, ...Block[]]): Block =>
  others.length === 0
    ? first
    : {
        bytes: Buffer.concat([first, ...others].map(({ bytes }) => bytes)),
        decoded: others.reduce((sum, { decoded }) => joined(sum, decoded), first.decoded),
      };

/** Deflate, no flags, no time, any system (https://www.rfc-editor.org/rfc/rfc1952#section-2.3). */
export const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** A last, empty block, then what all of it decodes to. */
export function gzipTrailer({ crc, length }: { crc: number; length: number }): Buffer {
  const trailer = Buffer.alloc(10);
  trailer[0] = 3;
  trailer.writeUInt32LE(crc, 2);
  trailer.writeUInt32LE(length % 2 ** 32, 6);
  return trailer;
}
