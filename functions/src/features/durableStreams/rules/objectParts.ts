import { crc32 } from "node:zlib";
import { cut, pageBytes } from "./cut.js";

/** A range of an object, and how many positions of a stream it takes. */
export interface ObjectPart {
  readonly count: number;
  /** The last part of the object's name. */
  readonly object: string;
  /** Its first byte, and the one after its last. */
  readonly from: number;
  readonly to: number;
  /** CRC-32 of these bytes. */
  readonly crc: number;
}

/** What a large append is stored as: the bytes of an object, and its ranges, of which each becomes a page. */
export interface ObjectContent {
  readonly bytes: readonly Buffer[];
  readonly parts: readonly ObjectPart[];
}

/** Bytes are not copied; messages are put together, whole ones in each part. */
export function objectContent(object: string, pieces: readonly Buffer[], isJson: boolean): ObjectContent {
  const groups = isJson
    ? messageGroups(pieces)
    : pieces.flatMap(cut).map((bytes) => ({ bytes, count: bytes.length }));
  let at = 0;
  const parts = groups.map(({ bytes, count }) => {
    const [from, to] = [at, (at += bytes.length)];
    return { count, object, from, to, crc: crc32(bytes) };
  });
  return { bytes: groups.map(({ bytes }) => bytes), parts };
}

function messageGroups(messages: readonly Buffer[]): { bytes: Buffer; count: number }[] {
  const groups: { bytes: Buffer; count: number }[] = [];
  let held: Buffer[] = [];
  let size = 0;
  const close = (): void => {
    if (held.length > 0) groups.push({ bytes: Buffer.concat(held), count: held.length });
    [held, size] = [[], 0];
  };
  for (const message of messages) {
    if (size + message.length > pageBytes) close();
    held.push(message);
    size += message.length;
  }
  close();
  return groups;
}

export const isWhole = (bytes: Buffer, { from, to, crc }: Omit<ObjectPart, "count">): boolean =>
  bytes.length === to - from && crc32(bytes) === crc;
