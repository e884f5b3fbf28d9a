import { isJson, isText } from "./contentType.js";
import { arrayOf } from "./messages.js";

/** Bytes of a stream as a server-sent event, and where they end; undefined where there is no whole character yet. */
export function dataFrame(
  { contentType, closed, end: last }: { contentType: string; closed: boolean; end: number },
  bytes: Buffer,
  end: number,
): { bytes: Buffer; end: number } | undefined {
  if (isJson(contentType)) return { bytes: event("data", arrayOf(bytes).toString()), end };
  if (!isText(contentType)) return { bytes: event("data", bytes.toString("base64")), end };
  const cut = end < last && isCutLineEnd(bytes) ? 1 : closed && end === last ? 0 : cutOff(bytes);
  if (cut === bytes.length) return undefined;
  return { bytes: event("data", bytes.toString("utf8", 0, bytes.length - cut)), end: end - cut };
}

interface Control {
  offset: string;
  cursor: string;
  isAtEnd: boolean;
  /** The stream is closed, and all of it was sent. */
  isOver: boolean;
}

export const controlFrame = ({ offset, cursor, isAtEnd, isOver }: Control): Buffer =>
  event(
    "control",
    JSON.stringify({
      streamNextOffset: offset,
      ...(isOver ? { streamClosed: true } : { streamCursor: cursor }),
      ...(isAtEnd && { upToDate: true }),
    }),
  );

/** Each line by itself: no payload can end the event or begin another. Of a line's first space readers take away one. */
function event(name: string, payload: string): Buffer {
  const lines = payload.split(/\r\n|\r|\n/).map((line) => `data:${line.startsWith(" ") ? " " : ""}${line}\n`);
  return Buffer.from(`event: ${name}\n${lines.join("")}\n`);
}

/** Whether the last byte may be half of a CRLF: in two events its halves would be two lines' ends. */
const isCutLineEnd = (bytes: Buffer): boolean => bytes.length > 1 && bytes[bytes.length - 1] === 0x0d;

/** How many bytes at the end are the begin of a character whose rest has not come; 0 for what is no UTF-8. */
function cutOff(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? back : 0;
  }
  return 0;
}
