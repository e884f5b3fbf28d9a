import { constants, inflateRawSync } from "node:zlib";

/** Counts the frames that end in what one stream receives, piece by piece. The first bytes are the head of its response. */
export type FrameCounter = (bytes: Buffer) => number;

const newline = 10;
/** No frame is shorter, so that many bytes after one need not be searched. */
const shortestFrame = 24;

/** By the blank lines that end frames. Nothing is parsed or copied. */
export function plainFrames(): FrameCounter {
  let endsInNewline = false;
  return (bytes) => {
    let frames = 0;
    let at = 0;
    if (endsInNewline && bytes[0] === newline) {
      frames++;
      at = shortestFrame;
    }
    endsInNewline = bytes[bytes.length - 1] === newline;
    for (; at + 1 < bytes.length; at++) {
      if (bytes[at] !== newline || bytes[at + 1] !== newline) continue;
      frames++;
      at += shortestFrame;
    }
    return frames;
  };
}

/** Each chunk is decoded by itself, and one that has just come to another stream is not decoded again. */
export function blockFrames(): FrameCounter {
  let rest: Buffer = Buffer.alloc(0);
  let isHead = true;
  return (bytes) => {
    if (rest.length === 0 && !isHead) {
      const known = recent.find((piece) => piece.bytes.equals(bytes));
      if (known) return known.frames;
    }
    const wasWhole = rest.length === 0 && !isHead;
    rest = Buffer.concat([rest, bytes]);
    if (isHead) {
      const end = rest.indexOf("\r\n\r\n");
      if (end < 0) return 0;
      rest = rest.subarray(end + 4);
      isHead = false;
    }
    const { frames, left } = countChunks(rest);
    rest = left;
    if (wasWhole && rest.length === 0) remember({ bytes: Buffer.from(bytes), frames });
    return frames;
  };
}

const recent: { bytes: Buffer; frames: number }[] = [];
function remember(piece: { bytes: Buffer; frames: number }): void {
  recent.unshift(piece);
  if (recent.length > 8) recent.pop();
}

function countChunks(bytes: Buffer): { frames: number; left: Buffer } {
  let [frames, at] = [0, 0];
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd < 0) break;
    const length = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    const next = lineEnd + 2 + length + 2;
    if (next > bytes.length) break;
    frames += framesIn(bytes.subarray(lineEnd + 2, next - 2));
    at = next;
  }
  return { frames, left: Buffer.from(bytes.subarray(at)) };
}

/** Of the header of the gzip member, none. */
function framesIn(chunk: Buffer): number {
  if (chunk[0] === 0x1f && chunk.length === 10) return 0;
  const text = inflateRawSync(chunk, { finishFlush: constants.Z_SYNC_FLUSH });
  return plainFrames()(text);
}

/** By the flushes of a compressor: one for `connected`, then one for each batch, whose sizes are `batches`. */
export const flushedFrames = (batches: readonly number[]): FrameCounter => {
  let matched = 0;
  const first = batches.length;
  let next = first - 1;
  return (bytes) => {
    let frames = 0;
    for (const byte of bytes) {
      matched = byte === flush[matched] ? matched + 1 : byte === 0 ? (matched === 2 ? 2 : 1) : 0;
      if (matched < flush.length) continue;
      matched = 0;
      frames += next < first ? 1 : (batches[next] ?? 1);
      next++;
    }
    return frames;
  };
};
const flush = [0, 0, 0xff, 0xff];
