import { constants, deflateRawSync } from "node:zlib";

/*
 * WebSocket frames as a server writes them (https://www.rfc-editor.org/rfc/rfc6455#section-5.2): they are not masked, so the
 * same bytes go to all.
 */

const textOpcode = 0x81;
const deflatedTextOpcode = 0xc1;
const pingOpcode = 0x89;

/** An empty ping: what answers it, a browser's own code, is alive. */
export const pingFrame = Buffer.from([pingOpcode, 0]);

/** One message each, in one piece of memory. */
export function textFrames(texts: readonly string[], end: Buffer = nothing): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const whole = lengths.reduce((sum, length) => sum + headLength(length) + length, end.length);
  const bytes = Buffer.allocUnsafe(whole);
  let at = 0;
  for (const [index, text] of texts.entries()) {
    at = writeHead(bytes, at, lengths[index] ?? 0);
    at += bytes.write(text, at);
  }
  end.copy(bytes, at);
  return bytes;
}

/**
 * The same for clients with which `compression` was agreed on: those that are long are compressed, each on its own, so that what
 * is compressed once goes to all of them (https://www.rfc-editor.org/rfc/rfc7692#section-7.2.1).
 */
export const deflatedFrames: typeof textFrames = (texts, end = nothing) =>
  Buffer.concat([...texts.map(deflatedFrame), end]);

function deflatedFrame(text: string): Buffer {
  if (Buffer.byteLength(text) < compression.threshold) return textFrames([text]);
  const deflated = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -flushMark);
  const frame = Buffer.allocUnsafe(headLength(deflated.length) + deflated.length);
  deflated.copy(frame, writeHead(frame, 0, deflated.length, deflatedTextOpcode));
  return frame;
}

/** What a flush ends with, and permessage-deflate leaves out: 00 00 FF FF. */
const flushMark = 4;

/**
 * Options of permessage-deflate in `ws`. No message refers to another: an idle connection holds no window, and what was compressed
 * for one client is read by the next.
 */
export const compression = {
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  /** Who can read smaller windows alone gets no compression. */
  serverMaxWindowBits: 15,
  /** Bytes. What is shorter saves too little for the time that it takes. */
  threshold: 1024,
};

const nothing = Buffer.alloc(0);

const headLength = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

function writeHead(bytes: Buffer, at: number, length: number, opcode = textOpcode): number {
  bytes[at] = opcode;
  switch (headLength(length)) {
    case 2:
      return bytes.writeUInt8(length, at + 1);
    case 4:
      return bytes.writeUInt16BE(length, bytes.writeUInt8(126, at + 1));
    default:
      return bytes.writeBigUInt64BE(BigInt(length), bytes.writeUInt8(127, at + 1));
  }
}
