import { createHash, hash, randomBytes } from "node:crypto";

export interface Ids {
  /** A new document or event id: 120 random bits, 20 characters of base64url. */
  next(): string;
  /** An unguessable secret: 256 random bits (ASVS 11.5.1 asks for at least 128). */
  secret(): string;
}

export const randomIds: Ids = {
  next: () => nextBits().toString("base64url"),
  secret: () => randomBytes(32).toString("base64url"),
};

const bytesPerId = 15;
/** Random bytes for the next ids: to ask for them one id at a time takes ten times as long. */
let pool = Buffer.alloc(0);

function nextBits(): Buffer {
  if (pool.length < bytesPerId) pool = randomBytes(100 * bytesPerId);
  const bits = pool.subarray(0, bytesPerId);
  pool = pool.subarray(bytesPerId);
  return bits;
}

/**
 * The same parts give the same id, different parts another one: how repeats are recognised without remembering. Parts
 * are length-prefixed, so ("ab", "c") and ("a", "bc") differ.
 */
export function derivedId(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest("base64url").slice(0, 27);
}

/** Which of so many buckets an id belongs to; ids are spread over them evenly. */
export const bucketOf = (id: string, buckets: number): number =>
  createHash("sha256").update(id).digest().readUInt32BE() % buckets;

export const sha256 = (bytes: string | Buffer): string => hash("sha256", bytes, "base64url");

/** A number in [0, 1): jitter is handed in like time is. */
export type Random = () => number;
export const systemRandom: Random = Math.random;
