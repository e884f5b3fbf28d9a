import { cut } from "./cut.js";
import type { ObjectPart } from "./objectParts.js";

/** A part of a stream, from one position to another: its bytes, or where in an object they are. */
export type Page = BytesPage | ObjectPage;

export interface BytesPage {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

/** The bytes are those of a range of an object in Cloud Storage. */
export interface ObjectPage extends Omit<ObjectPart, "count"> {
  readonly start: number;
  readonly end: number;
}

/** What an append adds: bytes, in JSON mode one message each, or what was stored of them before. */
export type Piece = Buffer | ObjectPart;

/** How many positions a piece takes. */
export const positionsOf = (piece: Piece, isJson: boolean): number =>
  Buffer.isBuffer(piece) ? (isJson ? 1 : piece.length) : piece.count;

/** The newest bytes are in the head, up to so many: a commit writes one document, and a reader at the end reads one. */
const openBytes = 32 * 1024;

export interface Packed {
  readonly pages: readonly Page[];
  /** What stays in the head. */
  readonly open: BytesPage;
}

/** Adds content after what the head holds. */
export function pack(open: BytesPage, pieces: readonly Piece[], isJson: boolean): Packed {
  const pages: Page[] = [];
  let { start, end } = open;
  let held: Buffer[] = open.bytes.length > 0 ? [open.bytes] : [];
  let size = open.bytes.length;
  const close = (): void => {
    if (size > 0) pages.push({ start, end, bytes: Buffer.concat(held) });
    [start, held, size] = [end, [], 0];
  };
  const add = (bytes: Buffer): void => {
    if (size + bytes.length > openBytes) close();
    held.push(bytes);
    size += bytes.length;
    end += positionsOf(bytes, isJson);
  };
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) {
      for (const part of isJson ? [piece] : cut(piece)) add(part);
      continue;
    }
    close();
    const { count, ...stored } = piece;
    pages.push({ start, end: end + count, ...stored });
    start = end += count;
  }
  if (size > openBytes) close();
  return { pages, open: { start, end, bytes: Buffer.concat(held) } };
}

/** What a page has between two positions. */
export function slice({ start, end, bytes }: BytesPage, from: number, to: number, isJson: boolean): Buffer {
  const [first, last] = [Math.max(from, start) - start, Math.min(to, end) - start];
  if (last <= first) return Buffer.alloc(0);
  return isJson ? bytes.subarray(lineAt(bytes, first), lineAt(bytes, last)) : bytes.subarray(first, last);
}

/** Where the line of that number begins. */
function lineAt(bytes: Buffer, line: number): number {
  let at = 0;
  for (let passed = 0; passed < line; passed++) at = bytes.indexOf(10, at) + 1;
  return at;
}
