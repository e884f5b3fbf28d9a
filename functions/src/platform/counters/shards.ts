import type { CollectionReference, Timestamp, WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { read, readDocuments } from "../firestore/read.js";
import { decode, putVersion } from "../firestore/versioned.js";
import type { Log } from "../log.js";

/** A part of a counter as it is stored. `commits` names the latest commits to it, the newest last. */
export const Shard = z.object({ count: z.int().nonnegative(), commits: z.array(z.string()) });
export type Shard = z.infer<typeof Shard>;

/** A shard as it was read; one without a version does not exist yet. */
export interface SeenShard extends Shard {
  readonly number: number;
  readonly version: Timestamp | undefined;
}

/** So many commits of others may come before a writer looks what became of its own. */
const namedCommits = 16;

/** Every read and write of the shards of one counter. */
export function counterShards(collection: CollectionReference, log: Log) {
  const shardAt = (number: number) => collection.doc(String(number));
  return {
    shard: async (number: number): Promise<SeenShard> => {
      const seen = decode(Shard, await read("a counter", shardAt(number).get()), log);
      return { count: 0, commits: [], ...seen?.value, number, version: seen?.version };
    },

    /** Puts a shard whose stored version is still the one it names. */
    put: (batch: WriteBatch, { number, version, count, commits }: SeenShard): void => {
      putVersion(batch, shardAt(number), version && { version }, { count, commits });
    },

    total: async (shards: number): Promise<number> => {
      const all = Array.from({ length: shards }, (_, number) => shardAt(number));
      const found = await readDocuments(Shard, all, log);
      return found.reduce((sum, shard) => sum + (shard?.value.count ?? 0), 0);
    },
  };
}

export type CounterShards = ReturnType<typeof counterShards>;

/** What a commit makes of a shard. */
export const added = ({ count, commits, ...shard }: SeenShard, by: number, commit: string): SeenShard => ({
  ...shard,
  count: count + by,
  commits: [...commits, commit].slice(-namedCommits),
});

/** What a shard shows of a commit that failed, whose outcome may be unknown. */
export type Outcome =
  | "landed"
  /** Another commit was first: this one can never land, as it rests on the version before. */
  | "lost"
  /** It may still land, unless it was refused. */
  | "unchanged"
  /** So many commits came since that it may have been among them. */
  | "unknown";

export function outcomeOf(commit: string, before: SeenShard, now: SeenShard): Outcome {
  if (now.commits.includes(commit)) return "landed";
  const isSame = before.version ? now.version?.isEqual(before.version) : now.version === undefined;
  if (isSame) return "unchanged";
  const last = before.commits.at(-1);
  const showsAll = last === undefined ? now.commits.length < namedCommits : now.commits.includes(last);
  return showsAll ? "lost" : "unknown";
}
