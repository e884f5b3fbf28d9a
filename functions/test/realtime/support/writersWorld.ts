import type { Channel } from "@firecast/contract/core/channel";
import { randomIds } from "../../../src/platform/ids.js";
import { eventLog, type EventLog } from "../../../src/realtime/log/eventLog.js";
import { recordedLog } from "../../support/recordedLog.js";
import { faultyFirestore } from "./faultyFirestore.js";
import { MemoryFirestore } from "./memoryFirestore.js";
import { aChannel, anAppend } from "./testLog.js";

export interface Load {
  writers: number;
  /** Posts of all writers together. */
  perSecond: number;
  forMs: number;
  /** Each writer's posts come at even distances, instead of by chance. Default: false. */
  isEven?: boolean;
  /** Median of a round trip to Firestore; single ones take between half and four times as long. */
  roundTripMs: number;
  /** That of a query, which an emulator with many documents answers late. Default: `roundTripMs`. */
  queryMs?: number;
  /** What a commit waits that loses: the lock of the one that wins. */
  lockWaitMs: number;
  seed: number;
}

export interface Outcome {
  posts: number;
  failed: number;
  commitsPerEvent: number;
  readsPerEvent: number;
  p50: number;
  p99: number;
}

/** Instances that write one channel, in virtual time: the log's own code, a Firestore that is far away, and no chance. */
export class WritersWorld {
  private now = Date.parse("2026-03-01T12:00:00.000Z");
  /** The next one last. */
  private readonly timers: { at: number; resolve: () => void }[] = [];
  private readonly memory = new MemoryFirestore();
  private readonly channel: Channel = aChannel();
  private readonly committedAt = new Map<number, number>();
  private readonly random: () => number;
  private commits = 0;
  private reads = 0;
  private underWay = 0;
  private readonly took: number[] = [];
  private failed = 0;

  constructor(private readonly load: Load) {
    this.random = seeded(load.seed);
  }

  async run(): Promise<Outcome> {
    const logs = Array.from({ length: this.load.writers }, () => this.logOf());
    for (const { writer, afterMs } of this.load.isEven ? this.evenly() : this.byChance()) {
      const log = logs[writer];
      if (log) void this.post(log, afterMs);
    }
    while (this.underWay > 0) await this.step();
    const events = this.took.length;
    const sorted = this.took.sort((a, b) => a - b);
    const quantile = (share: number): number => Math.round(sorted[Math.floor(events * share)] ?? Infinity);
    return {
      posts: events + this.failed,
      failed: this.failed,
      commitsPerEvent: Number((this.commits / events).toFixed(2)),
      readsPerEvent: Number((this.reads / events).toFixed(2)),
      p50: quantile(0.5),
      p99: quantile(0.99),
    };
  }

  private *byChance() {
    const { writers, perSecond, forMs } = this.load;
    for (let afterMs = 0; ;) {
      afterMs += -Math.log(1 - this.random()) * (1000 / perSecond);
      if (afterMs > forMs) return;
      yield { writer: Math.floor(this.random() * writers), afterMs };
    }
  }

  private *evenly() {
    const { writers, perSecond, forMs } = this.load;
    const everyMs = (1000 * writers) / perSecond;
    for (let writer = 0; writer < writers; writer++) {
      for (let afterMs = this.random() * everyMs; afterMs < forMs; afterMs += everyMs)
        yield { writer, afterMs };
    }
  }

  /** Numbers of all events, in order. */
  seqs(): number[] {
    return this.memory.events(this.channel.name).map(({ seq }) => seq);
  }

  private async post(log: EventLog, afterMs: number): Promise<void> {
    this.underWay++;
    await this.sleep(afterMs);
    const begun = this.now;
    await log.append(anAppend(this.channel, "post", { writes: () => undefined })).then(
      () => this.took.push(this.now - begun),
      () => this.failed++,
    );
    this.underWay--;
  }

  private logOf(): EventLog {
    const { lockWaitMs, roundTripMs, queryMs = roundTripMs } = this.load;
    const firestore = faultyFirestore(this.memory.asFirestore(), async (commit) => {
      this.commits++;
      await this.oneWay();
      const before = this.memory.newest(this.channel.name);
      try {
        await commit();
      } catch (error) {
        await this.sleep(this.random() * lockWaitMs);
        throw error;
      } finally {
        const after = this.memory.newest(this.channel.name);
        for (let seq = before + 1; seq <= after; seq++) this.committedAt.set(seq, this.now);
        await this.oneWay();
      }
    });
    const reader = this.memory.reader();
    return eventLog({
      firestore,
      reader: {
        head: async (channel) => {
          await this.oneWay(queryMs);
          this.reads++;
          const end = await reader.head(channel);
          const ageMs = this.now - (this.committedAt.get(end.seq) ?? 0);
          await this.oneWay(queryMs);
          return { ...end, ageMs };
        },
        tail: async (channel, seq, documents) => {
          await this.oneWay();
          this.reads += documents;
          const tail = await reader.tail(channel, seq, documents);
          const ageMs = this.now - (this.committedAt.get(tail?.end.seq ?? 0) ?? 0);
          await this.oneWay();
          return tail && { ...tail, end: { ...tail.end, ageMs } };
        },
        from: async (channel, seq, limit) => {
          await this.oneWay(queryMs);
          const found = await reader.from(channel, seq, limit);
          this.reads += Math.max(1, found.length);
          await this.oneWay(queryMs);
          return found;
        },
      },
      clock: { now: () => this.now },
      ids: randomIds,
      random: this.random,
      log: recordedLog(),
      pause: (ms) => this.sleep(ms),
      broadcast: () => Promise.resolve(),
    });
  }

  /** Half a round trip. */
  private oneWay(roundTripMs = this.load.roundTripMs): Promise<void> {
    const jitter = this.random();
    return this.sleep((roundTripMs / 2) * (jitter < 0.98 ? 0.8 + jitter * 0.4 : 4));
  }

  private sleep(ms: number): Promise<void> {
    const at = this.now + ms;
    return new Promise((resolve) => {
      const later = this.timers.findLastIndex((timer) => timer.at >= at);
      this.timers.splice(later + 1, 0, { at, resolve });
    });
  }

  /** What waits for no time happens, then the time of the next timer comes. */
  private async step(): Promise<void> {
    await new Promise(setImmediate);
    const timer = this.timers.pop();
    if (!timer) return;
    this.now = timer.at;
    timer.resolve();
  }
}

/** Mulberry32 (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c): the same seed, the same chances. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
