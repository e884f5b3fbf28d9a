import type { Frame } from "./frame.js";

/** Most text that one channel may hold in memory for resumes, characters. */
const maxChars = 1_000_000;

/** The newest frames of a channel without a gap, the one after `oldest` first. Bounded in number and size. */
export class RecentFrames {
  private frames: Frame[] = [];
  private chars = 0;
  private newest = 0;

  constructor(private readonly limit: number) {}

  /** The frames reach back to right after this `seq`. */
  get oldest(): number {
    return this.newest - this.frames.length;
  }

  startAt(seq: number): void {
    this.frames = [];
    this.chars = 0;
    this.newest = seq;
  }

  append(frame: Frame): void {
    this.frames.push(frame);
    this.chars += frame.body.length;
    this.newest++;
    while (this.frames.length > this.limit || (this.chars > maxChars && this.frames.length > 1)) {
      this.chars -= this.frames.shift()?.body.length ?? 0;
    }
  }

  /** Older frames, in order; used as far back as none is missing between them and these. */
  prepend(older: readonly { seq: number; frame: Frame }[]): void {
    const { oldest } = this;
    const hole = older.findLastIndex(({ seq }, index) => seq !== oldest - (older.length - 1 - index));
    const dense = older.slice(hole + 1);
    this.frames.unshift(...dense.map(({ frame }) => frame));
    for (const { frame } of dense) this.chars += frame.body.length;
  }

  between(after: number, upTo: number): Frame[] {
    return this.frames.slice(Math.max(0, after - this.oldest), Math.max(0, upTo - this.oldest));
  }
}
