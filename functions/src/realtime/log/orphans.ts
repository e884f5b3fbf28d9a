import type { Log } from "../../platform/log.js";
import type { LogReader } from "./reader.js";

/** Most that one commit deletes. */
const atOnce = 20;

/**
 * Events that were left behind when a kind's `history` was lowered: each append deletes the one that leaves the ring, so
 * what lay further back would stay for ever. A writer looks for them once, beside its first commit into a full ring, and
 * deletes a few with each of its commits until none is left.
 */
export class Orphans {
  private found: readonly number[] = [];
  private hasLooked = false;

  constructor(
    private readonly channel: string,
    private readonly history: number,
    private readonly deps: { reader: LogReader; log: Log },
  ) {}

  /** Which of them a commit deletes whose last event is `seq`. Whatever log is there: they are older than it keeps. */
  before(seq: number): number[] {
    return this.found.filter((orphan) => orphan <= seq - this.history);
  }

  /** A commit has gone through that has deleted these. Never rejects: what stays is found by another writer. */
  async committed(seq: number, deleted: readonly number[]): Promise<void> {
    const isFirst = !this.hasLooked && seq > this.history;
    if (!isFirst && deleted.length === 0) return;
    this.hasLooked = true;
    this.found = [];
    try {
      const oldest = await this.olderThan(seq - this.history + 1, 1);
      if (oldest.length > 0) this.found = await this.olderThan(seq - this.history + 1, atOnce);
    } catch (error) {
      this.deps.log.warn("log.orphans.unknown", { channel: this.channel, reason: String(error) });
    }
  }

  private async olderThan(seq: number, limit: number): Promise<number[]> {
    const oldest = await this.deps.reader.from(this.channel, 1, limit);
    return oldest.map((event) => event.seq).filter((old) => old < seq);
  }
}
