/** A part of a stream: its bytes from one position to another. */
export interface Page {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

/** The newest bytes are in the head, up to so many: a commit writes one document, and a reader at the end reads one. */
const openBytes = 32 * 1024;
/** A page of a large append. */
const pageBytes = 512 * 1024;

export interface Packed {
  readonly pages: readonly Page[];
  /** What stays in the head. */
  readonly open: Page;
}

/** Adds content after what the head holds; in JSON mode a piece is a message, else so many bytes. */
export function pack(open: Page, pieces: readonly Buffer[], isJson: boolean): Packed {
  const pages: Page[] = [];
  let { start, end } = open;
  let held: Buffer[] = open.bytes.length > 0 ? [open.bytes] : [];
  let size = open.bytes.length;
  const close = (): void => {
    if (size > 0) pages.push({ start, end, bytes: Buffer.concat(held) });
    [start, held, size] = [end, [], 0];
  };
  for (const piece of isJson ? pieces : pieces.flatMap(cut)) {
    if (size + piece.length > openBytes) close();
    held.push(piece);
    size += piece.length;
    end += isJson ? 1 : piece.length;
  }
  if (size > openBytes) close();
  return { pages, open: { start, end, bytes: Buffer.concat(held) } };
}

function cut(piece: Buffer): Buffer[] {
  if (piece.length <= pageBytes) return [piece];
  const parts: Buffer[] = [];
  for (let at = 0; at < piece.length; at += pageBytes) parts.push(piece.subarray(at, at + pageBytes));
  return parts;
}

/** What a page has between two positions. */
export function slice({ start, end, bytes }: Page, from: number, to: number, isJson: boolean): Buffer {
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
