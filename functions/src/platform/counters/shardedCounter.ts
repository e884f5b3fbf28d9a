import { setTimeout as delay } from "node:timers/promises";
import type { CollectionReference, Firestore } from "firebase-admin/firestore";
import type { Clock } from "../clock.js";
import { lazyCache } from "../concurrency/lazyCache.js";
import { commit, type Writes } from "../firestore/commit.js";
import { ignoreConflict } from "../firestore/ignoreConflict.js";
import type { IdempotentRequest } from "../firestore/idempotency.js";
import type { Ids, Random } from "../ids.js";
import type { Log } from "../log.js";
import { CounterWriter } from "./counterWriter.js";
import { counterShards, type SeenShard } from "./shards.js";

export interface Addition {
  /** Default 1. */
  readonly by?: number;
  /** Documents that this addition creates, in the same commit: the record of a keyed request. */
  readonly writes?: Writes | undefined;
  /** The keyed request that `writes` records. */
  readonly request?: Pick<IdempotentRequest, "document"> | undefined;
}

/** Counters that many add to at once; each is spread over some documents (shards), and their sum is exact. */
export interface ShardedCounter {
  /**
   * Resolves when the addition is committed.
   * @throws AlreadyCreated for the repeat of a keyed request; Problem `unavailable` when the outcome is not known.
   */
  add(counter: string, addition?: Addition): Promise<void>;
  /** All that was added, on any instance. */
  total(counter: string): Promise<number>;
  /** The total, and what takes the marks off the shards that it is the sum of. */
  recount(counter: string): Promise<Recount>;
}

export interface Recount {
  readonly total: number;
  /** Shards that were added to meanwhile stay marked: another recount finds them. */
  settle(): Promise<void>;
}

export interface ShardedCounterOptions {
  readonly firestore: Firestore;
  /** Where the shards of a counter are. */
  collection(counter: string): CollectionReference;
  /**
   * How many there are: about as many instances add without meeting each other, and so many documents a total reads. May grow,
   * and never shrink. Default 8.
   */
  readonly shards?: number;
  /**
   * From one commit of an instance to its next, for each counter that is added to very often, ms. Default 500: two writes a
   * second. Less often, it is shorter.
   */
  readonly intervalMs?: number;
  /**
   * Whether additions mark their shard with `changedAt`, ms since the epoch: a query for it finds the counters to recount. Default:
   * no.
   */
  readonly marksChanges?: boolean;
  /** Awaited after each commit to a counter, before its callers are answered. Never rejects. Default: nothing. */
  committed?(counter: string): Promise<void>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly log: Log;
}

/** Counters whose shard is remembered; a forgotten one costs one read. */
const rememberedCounters = 10_000;

/**
 * Additions to one counter that meet on one instance share a commit; callers wait for it, as an instance has no CPU
 * between requests.
 */
export function shardedCounter(options: ShardedCounterOptions): ShardedCounter {
  const { firestore, collection, shards = 8, intervalMs = 500, marksChanges = false } = options;
  const { committed, clock, ids, random, log } = options;
  const writers = lazyCache<string, CounterWriter>({ max: rememberedCounters });
  const writerOf = (counter: string): CounterWriter => {
    const known = writers.get(counter);
    if (known) return known;
    // A name of its own: one that was forgotten while it commits may still be at it.
    const writer = ids.next().slice(0, 8);
    let commits = 0;
    const made = new CounterWriter(counterShards(collection(counter), log), {
      firestore,
      clock,
      random,
      shards,
      marksChanges,
      intervalMs,
      pause: (ms) => delay(ms),
      nextCommit: () => `${writer}.${++commits}`,
      committed: async () => committed?.(counter),
    });
    writers.set(counter, made);
    return made;
  };

  return {
    add: (counter, { by = 1, writes, request } = {}) =>
      new Promise((resolve, reject) => {
        writerOf(counter).add({ by, writes, guard: request?.document, resolve, reject });
      }),
    total: (counter) => counterShards(collection(counter), log).total(shards),
    recount: async (counter) => {
      const store = counterShards(collection(counter), log);
      const all = await store.all(shards);
      const settle = (shard: SeenShard): Promise<unknown> =>
        ignoreConflict(commit(firestore, "a recount", (batch) => store.settle(batch, shard)));
      return {
        total: all.reduce((sum, { count }) => sum + count, 0),
        settle: async () => {
          await Promise.all(all.filter(({ changedAt }) => changedAt !== undefined).map(settle));
        },
      };
    },
  };
}
