import type { DocumentReference, Firestore } from "firebase-admin/firestore";
import { type Clock, seconds } from "../clock.js";
import { AlreadyCreated } from "../firestore/alreadyCreated.js";
import { commit, type Writes } from "../firestore/commit.js";
import { isConflict, isTransient } from "../firestore/grpc.js";
import { read } from "../firestore/read.js";
import type { Random } from "../ids.js";
import { unavailable } from "../problems.js";
import { added, type CounterShards, outcomeOf, type SeenShard } from "./shards.js";

export interface CounterWriterDeps {
  readonly firestore: Firestore;
  readonly clock: Clock;
  readonly random: Random;
  /** How many shards the counter has. */
  readonly shards: number;
  /** Whether additions mark their shard for recounts. */
  readonly marksChanges: boolean;
  /** From one commit to the next at most, ms. */
  readonly intervalMs: number;
  pause(ms: number): Promise<unknown>;
  /** A new name for a commit of this instance. */
  nextCommit(): string;
  /** Awaited after each commit, before its callers are answered. Never rejects. */
  committed(): Promise<void>;
}

/** One caller's addition, waiting to be committed. */
export interface QueuedAddition {
  readonly by: number;
  readonly writes: Writes | undefined;
  /** A document that `writes` creates. */
  readonly guard: DocumentReference | undefined;
  resolve(): void;
  reject(error: unknown): void;
}

type Group = readonly QueuedAddition[];

/**
 * How much longer each addition of a commit makes others wait for the next one, ms: what comes faster than it, 67 a second, comes
 * together for ever longer, up to the whole interval; what comes more slowly is answered sooner.
 */
const perAdditionMs = 15;
/** Keyed requests that share a commit: each brings a write of its own. */
const mostKeyed = 400;
/** What was seen of a shard is read again after that: others may have come meanwhile, and a commit would fail. */
const trustedFor = seconds(2);
/** An addition that is not in by then is answered `unavailable` when it fails next. */
const giveUpAfter = seconds(8);

/**
 * Adds to one counter from this instance (group commit): what comes within an interval goes into one commit, the first of
 * a quiet counter at once; the more comes, the longer is the interval. An instance keeps to one shard and goes to another where it meets a rival.
 *
 * Why it is exact: a commit rests on the version of its shard, and names itself there. Of an attempt whose outcome is not
 * known the shard tells the outcome; until the shard moves on, the same commit is tried again, and lands once at most. The
 * shard knows the last commit of a writer: a writer begins none before it knows what became of the one before.
 */
export class CounterWriter {
  private waiting: QueuedAddition[] = [];
  private running = false;
  private begunAt = -Infinity;
  private pauseMs = 0;
  private seen: SeenShard | undefined;
  private seenAt = -Infinity;

  constructor(
    private readonly shards: CounterShards,
    private readonly deps: CounterWriterDeps,
  ) {}

  add(addition: QueuedAddition): void {
    this.waiting.push(addition);
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    const { clock, intervalMs, pause } = this.deps;
    this.running = true;
    // The callers of this turn get together first.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const waitMs = this.begunAt + this.pauseMs - clock.now();
      if (waitMs > 0) await pause(Math.min(waitMs, intervalMs));
      this.begunAt = clock.now();
      const group = this.takeGroup();
      this.pauseMs = Math.min(intervalMs, group.length * perAdditionMs);
      await this.settle(group);
    }
    this.running = false;
  }

  /** Repeats of one keyed request create the same document: the second one is for a later commit. */
  private takeGroup(): Group {
    const guards = new Set<string>();
    const group: QueuedAddition[] = [];
    const later: QueuedAddition[] = [];
    for (const addition of this.waiting) {
      const path = addition.guard?.path;
      const fits = path === undefined || (guards.size < mostKeyed && !guards.has(path));
      (fits ? group : later).push(addition);
      if (fits && path !== undefined) guards.add(path);
    }
    this.waiting = later;
    return group;
  }

  /** Settles every member. Never rejects. */
  private async settle(group: Group): Promise<void> {
    const { clock, nextCommit } = this.deps;
    const deadline = clock.now() + giveUpAfter;
    let left = group;
    try {
      for (let lost = 0; left.length > 0; lost++) {
        left = await this.attempt(left, nextCommit(), deadline);
        if (left.length > 0) await this.backOff(lost);
      }
    } catch (error) {
      this.seen = undefined;
      for (const { reject } of left) reject(error);
    }
  }

  /** One commit, tried until its outcome is known. Gives the members that are to be in another one. */
  private async attempt(group: Group, name: string, deadline: number): Promise<Group> {
    const { firestore } = this.deps;
    const seen = await this.look(deadline);
    const by = group.reduce((sum, addition) => sum + addition.by, 0);
    const markedAt = this.deps.marksChanges ? this.deps.clock.now() : undefined;
    const next = added(seen, { by, commit: name, markedAt });
    for (let failures = 0; ; failures++) {
      try {
        const version = await commit(firestore, "a counter", (batch) => {
          this.shards.put(batch, next);
          for (const { writes } of group) writes?.(batch);
        });
        return await this.landed(group, { ...next, version });
      } catch (error) {
        const { refused, now } = await this.persist(deadline, () => this.lookAfter(group, seen.number));
        switch (outcomeOf(name, seen, now)) {
          case "landed":
            return await this.landed(group, now);
          case "lost":
            this.seen = undefined;
            return rejectRefused(group, refused);
          case "unknown":
            throw unavailable(error);
          case "unchanged":
            if (isConflict(error) && refused.size > 0) return rejectRefused(group, refused);
            if (!isTransient(error)) throw error;
            if (this.deps.clock.now() > deadline) throw unavailable(error);
        }
      }
      await this.backOff(failures);
    }
  }

  private async look(deadline: number): Promise<SeenShard> {
    const { clock, random, shards: count } = this.deps;
    if (this.seen && clock.now() - this.seenAt < trustedFor) return this.seen;
    const number = this.seen?.number ?? Math.floor(random() * count);
    this.seen = await this.persist(deadline, () => this.shards.shard(number));
    this.seenAt = clock.now();
    return this.seen;
  }

  private async landed(group: Group, shard: SeenShard): Promise<Group> {
    this.seen = shard.version && shard;
    this.seenAt = this.deps.clock.now();
    await this.deps.committed();
    for (const { resolve } of group) resolve();
    return [];
  }

  private async lookAfter(group: Group, number: number) {
    // Guards before the shard: a guard that one's own late commit made is then explained by the shard.
    const refused = await existing(this.deps.firestore, group);
    return { refused, now: await this.shards.shard(number) };
  }

  /** Repeats a look until it succeeds. @throws Problem `unavailable` if it will not in time. */
  private async persist<T>(deadline: number, look: () => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        return await look();
      } catch (error) {
        if (!isTransient(error) || this.deps.clock.now() > deadline) throw unavailable(error);
        await this.backOff(failures);
      }
    }
  }

  /** Full jitter keeps rivals apart. */
  private async backOff(failures: number): Promise<void> {
    const { random, pause } = this.deps;
    await pause(random() * Math.min(500, 20 * 2 ** failures));
  }
}

/** Documents that members were to create, and that exist already. */
async function existing(firestore: Firestore, group: Group): Promise<ReadonlyMap<string, DocumentReference>> {
  const guards = group.flatMap(({ guard }) => guard ?? []);
  if (guards.length === 0) return new Map();
  const snapshots = await read("guards", firestore.getAll(...guards));
  return new Map(snapshots.flatMap(({ ref, exists }) => (exists ? [[ref.path, ref] as const] : [])));
}

/** Takes those out whose requests took effect before. */
function rejectRefused(group: Group, refused: ReadonlyMap<string, DocumentReference>): Group {
  return group.filter((member) => {
    const document = member.guard && refused.get(member.guard.path);
    if (document) member.reject(new AlreadyCreated(document));
    return !document;
  });
}
