import { z } from "zod";
import { storedProducers, producersIn, type Producers } from "./rules/producers.js";

/** What a fork was made of. `offset` is undefined where it was not named: the end. */
const Source = z.object({
  key: z.string(),
  id: z.string(),
  name: z.string(),
  offset: z.number().optional(),
  sub: z.number(),
});

const Bytes = z.instanceof(Buffer);

const producers = z.codec(z.string(), z.custom<Producers>(), {
  decode: producersIn,
  encode: storedProducers,
});

/**
 * A stream: what it is, its newest bytes, and what its writers have said. Each append changes this one document, on condition
 * that it is as it was read.
 */
export const Head = z.object({
  id: z.string(),
  name: z.string(),
  /** Of its offsets. */
  tag: z.string(),
  /** Who made it: a uid, or a service. */
  owner: z.string(),
  /** Whose members it belongs to. */
  spaceId: z.string().optional(),
  contentType: z.string(),
  ttlSeconds: z.number().optional(),
  expiresAt: z.string().optional(),
  /** When it was last read or written, and so when it ends, ms since the epoch. */
  touchedAt: z.number(),
  expiry: z.number().optional(),
  source: Source.optional(),
  /** Whose bytes it begins with, the oldest first: of each stream up to a position. */
  lineage: z.array(z.object({ key: z.string(), id: z.string(), until: z.number() })),
  /** Streams that were forked from it and are still there. */
  forks: z.number(),
  /** Deleted, and kept for its forks. */
  gone: z.boolean(),
  /** The newest bytes, from `openFrom` to `end`. */
  open: Bytes,
  openFrom: z.number(),
  end: z.number(),
  closed: z.boolean(),
  /** Some of its bytes are in Cloud Storage. */
  hasObjects: z.boolean().optional(),
  /** The producer's write that closed it. */
  closedBy: z.object({ id: z.string(), epoch: z.number(), seq: z.number() }).optional(),
  /** The last `Stream-Seq`. */
  lastSeq: z.string().optional(),
  producers,
  /** Its newest commits: an attempt whose outcome is not known looks itself up here. */
  commits: z.array(z.string()),
});
export type Head = z.output<typeof Head>;

export const storedHead = (head: Head): object => z.encode(Head, head);

const positions = { start: z.number(), end: z.number() };

/** Its bytes, or the range of an object that has them. */
export const StoredPage = z.union([
  z.object({ ...positions, bytes: Bytes }),
  z.object({ ...positions, object: z.string(), from: z.number(), to: z.number(), crc: z.number() }),
]);

/**
 * An object that is uploaded, or was, and that no stream names yet: it is there before the object, and goes with the commit that names it.
 * What no commit came for is deleted by it.
 */
export const Upload = z.object({
  id: z.string(),
  streamId: z.string(),
  /** ms since the epoch. */
  at: z.number(),
  /** It is deleted: no commit may name it any more. */
  isDropped: z.boolean(),
});
export type Upload = z.infer<typeof Upload>;

/** What is left to do of a deleted stream: its pages, and its hold on the stream that it was forked from. */
export const Remains = z.object({
  id: z.string(),
  source: z.object({ key: z.string(), id: z.string() }).optional(),
  hasObjects: z.boolean().optional(),
});
export type Remains = z.infer<typeof Remains>;

/** Whether there is anything of a stream beside its head. */
export const hasRemains = ({ source, lineage, openFrom }: Head): boolean =>
  source !== undefined || openFrom > (lineage.at(-1)?.until ?? 0);
