import { seconds } from "../../platform/clock.js";

/** How far back a writer's picture of its rivals reaches. */
const memoryMs = seconds(5);
/** A writer looks first where a rival has probably been faster. A look is cheaper than a lost race. */
const toleratedChance = 0.3;
const firstGuessMs = 20;
/** How much of the difference a measurement changes: a slow one met a lock or a busy machine, and means little. */
const weight = { quicker: 0.3, slower: 0.05 };
/** A measurement counts as no slower than so many times what was expected. */
const slowest = 4;
/** So much longer is a slot than its turn is expected to take: one that overruns costs a lost race. */
const slack = 1.5;
const slotMs = { least: 4, most: 250 };

/** What a writer knows of others that write the same channel: how often they commit, and how long a turn takes. */
export class Rivals {
  private commits = 0;
  private watchedMs = 0;
  private lookMs = firstGuessMs;
  private commitMs = firstGuessMs;

  /** So many commits of others were found in the log after so long. */
  found(commits: number, afterMs: number): void {
    const kept = Math.exp(-afterMs / memoryMs);
    this.commits = this.commits * kept + commits;
    this.watchedMs = this.watchedMs * kept + Math.min(afterMs, memoryMs);
  }

  /** Whether others have probably committed within this time. */
  haveCommittedWithin(ms: number): boolean {
    return this.commits > 0 && (this.commits / Math.max(1, this.watchedMs)) * ms > toleratedChance;
  }

  looked(ms: number): void {
    this.lookMs = adjusted(this.lookMs, ms);
  }

  committed(ms: number): void {
    this.commitMs = adjusted(this.commitMs, ms);
  }

  /** The time that is left to one writer: for looking where the log ends, and committing. */
  get slotMs(): number {
    return Math.min(slotMs.most, Math.max(slotMs.least, slack * (this.lookMs + this.commitMs)));
  }
}

function adjusted(expected: number, ms: number): number {
  const counted = Math.min(ms, Math.max(1, expected) * slowest);
  return expected + (ms < expected ? weight.quicker : weight.slower) * (counted - expected);
}
