/** A page of a large append. */
export const pageBytes = 512 * 1024;

/** Bytes in parts of the size of a page; nothing is copied. */
export function cut(piece: Buffer): Buffer[] {
  if (piece.length <= pageBytes) return [piece];
  const parts: Buffer[] = [];
  for (let at = 0; at < piece.length; at += pageBytes) parts.push(piece.subarray(at, at + pageBytes));
  return parts;
}
