/** Commits of a busy stream are that far apart, ms: with some that are not, below five a second, however many appends there are. */
const apartMs = 250;
/** An append waits so long for another one, ms, where there may be one. */
const companyMs = 30;
/** Commits of single appends after which one waits; twice as many each time that nothing came. */
const [firstPatience, mostPatience] = [4, 64];
/** After so long without a commit, ms, a writer is taken for another one. */
const forgottenMs = 1000;

/**
 * When the appends of a stream are committed. A writer that does not await its appends sends many while a commit is under way: then
 * they gather for 250 ms, so that a token costs no write. A writer that awaits each is not made to wait, but for a look now and then
 * whether another append comes.
 */
export class Pace {
  private committedAt = -Infinity;
  private isBusy = false;
  private alone = 0;
  private patience = firstPatience;

  /** When the next commit shall begin, if no append comes after the last one. */
  dueAt(lastAppendAt: number): number {
    if (!this.waits) return -Infinity;
    return Math.min(this.committedAt + apartMs, lastAppendAt + companyMs);
  }

  /** A commit of so many appends begins. */
  commits(appends: number, at: number): void {
    if (at - this.committedAt > forgottenMs) [this.alone, this.patience] = [0, firstPatience];
    if (appends > 1) [this.isBusy, this.alone, this.patience] = [true, 0, firstPatience];
    else if (this.waits)
      [this.isBusy, this.alone, this.patience] = [false, 0, Math.min(mostPatience, this.patience * 2)];
    else this.alone++;
    this.committedAt = at;
  }

  private get waits(): boolean {
    return this.isBusy || this.alone >= this.patience;
  }
}
