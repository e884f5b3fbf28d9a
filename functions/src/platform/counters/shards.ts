import {
  type CollectionReference,
  FieldValue,
  type Timestamp,
  type WriteBatch,
} from "firebase-admin/firestore";
import { z } from "zod";
import { read, readDocuments } from "../firestore/read.js";
import { decode, putVersion, updateVersion, type Versioned } from "../firestore/versioned.js";
import type { Log } from "../log.js";

/** A part of a counter as it is stored. */
export const Shard = z.object({
  count: z.int().nonnegative(),
  /** Names the last commit of each writer, `<writer>.<number>`; at the end that of the writer who was here last. */
  commits: z.array(z.string()),
  /** Of the first addition that no recount has seen, ms since the epoch. Absent where there is none, or nothing recounts. */
  changedAt: z.number().optional(),
});
export type Shard = z.infer<typeof Shard>;

/** A shard as it was read; one without a version does not exist yet. */
export interface SeenShard extends Shard {
  readonly number: number;
  readonly version: Timestamp | undefined;
}

/** So many others may commit between a writer's look at the shard and its next one, each as often as it likes. */
const namedWriters = 100;

/** Every read and write of the shards of one counter. */
export function counterShards(collection: CollectionReference, log: Log) {
  const shardAt = (number: number) => collection.doc(String(number));
  return {
    shard: async (number: number): Promise<SeenShard> =>
      shown(decode(Shard, await read("a counter", shardAt(number).get()), log), number),

    /** Puts a shard whose stored version is still the one it names. */
    put: (batch: WriteBatch, { number, version, ...shard }: SeenShard): void => {
      putVersion(batch, shardAt(number), version && { version }, shard);
    },

    /** All there are of so many. */
    all: async (shards: number): Promise<SeenShard[]> => {
      const found = await readDocuments(Shard, numbers(shards).map(shardAt), log);
      return found.map((seen, number) => shown(seen, number));
    },

    /** Takes the mark off a shard that is still as it was read. An addition at this moment finds that it was changed. */
    settle: (batch: WriteBatch, { number, version }: SeenShard): void => {
      if (version) updateVersion(batch, shardAt(number), { version }, { changedAt: FieldValue.delete() });
    },

    total: async (shards: number): Promise<number> => {
      const found = await readDocuments(Shard, numbers(shards).map(shardAt), log);
      return found.reduce((sum, shard) => sum + (shard?.value.count ?? 0), 0);
    },
  };
}

export type CounterShards = ReturnType<typeof counterShards>;

const shown = (seen: Versioned<Shard> | undefined, number: number): SeenShard => ({
  count: 0,
  commits: [],
  ...seen?.value,
  number,
  version: seen?.version,
});

const numbers = (shards: number): number[] => Array.from({ length: shards }, (_, number) => number);

interface Added {
  readonly by: number;
  readonly commit: string;
  /** When, ms since the epoch, where recounts are to find it. */
  readonly markedAt?: number | undefined;
}

/** What a commit makes of a shard. A mark stays as it is: many additions write one entry of its index. */
export const added = (
  { count, commits, changedAt, ...shard }: SeenShard,
  { by, commit, markedAt = changedAt }: Added,
): SeenShard => ({
  ...shard,
  count: count + by,
  commits: [...commits.filter((other) => writerOf(other) !== writerOf(commit)), commit].slice(-namedWriters),
  ...(markedAt !== undefined && { changedAt: changedAt ?? markedAt }),
});

const writerOf = (commit: string): string => commit.slice(0, commit.lastIndexOf("."));

/** What a shard shows of a commit that failed, whose outcome may be unknown. */
export type Outcome =
  | "landed"
  /** Another commit was first: this one can never land, as it rests on the version before. */
  | "lost"
  /** It may still land, unless it was refused. */
  | "unchanged"
  /** So many writers came since that it may have been among them. */
  | "unknown";

/** A writer knows the outcome of a commit before it names the next one. */
export function outcomeOf(commit: string, before: SeenShard, now: SeenShard): Outcome {
  if (now.commits.includes(commit)) return "landed";
  const isSame = before.version ? now.version?.isEqual(before.version) : now.version === undefined;
  if (isSame) return "unchanged";
  // Names are dropped from the beginning: while one from before is there, so are all that came since.
  const isKept = before.commits.some((earlier) => now.commits.includes(earlier));
  return isKept || now.commits.length < namedWriters ? "lost" : "unknown";
}
