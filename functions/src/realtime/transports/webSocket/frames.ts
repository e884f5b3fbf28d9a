/*
 * WebSocket frames as a server writes them (https://www.rfc-editor.org/rfc/rfc6455#section-5.2): they are not masked, so the
 * same bytes go to all.
 */

const textOpcode = 0x81;
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

const nothing = Buffer.alloc(0);

const headLength = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

function writeHead(bytes: Buffer, at: number, length: number): number {
  bytes[at] = textOpcode;
  switch (headLength(length)) {
    case 2:
      return bytes.writeUInt8(length, at + 1);
    case 4:
      return bytes.writeUInt16BE(length, bytes.writeUInt8(126, at + 1));
    default:
      return bytes.writeBigUInt64BE(BigInt(length), bytes.writeUInt8(127, at + 1));
  }
}
