/** Opaque to clients: the `seq` of the message where a page ended. */
export const encodeCursor = (seq: number): string => Buffer.from(String(seq)).toString("base64url");

/** Undefined for anything that `encodeCursor` did not write. */
export function decodeCursor(cursor: string): number | undefined {
  const text = Buffer.from(cursor, "base64url").toString("latin1");
  const seq = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
  return seq !== undefined && encodeCursor(seq) === cursor ? seq : undefined;
}
