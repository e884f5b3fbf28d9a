import { charsOf, type Frame } from "../batch.js";

/**
 * The newest frames of a channel without a gap, the one after `oldest` first. Bounded in number and in characters; the
 * newest one is kept whatever its size.
 */
export class ReplayBuffer {
  private frames: Frame[] = [];
  private chars = 0;
  private newest = 0;

  constructor(
    private readonly limit: number,
    /** How much text they may hold, now. */
    private readonly maxChars: () => number,
  ) {}

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
    this.chars += charsOf(frame);
    this.newest++;
    while (this.frames.length > this.limit || (this.chars > this.maxChars() && this.frames.length > 1)) {
      const dropped = this.frames.shift();
      if (dropped) this.chars -= charsOf(dropped);
    }
  }

  /** Older frames, in order, of which the last comes right before these begin: as many of them as there is room for. */
  prepend(older: readonly Frame[]): void {
    const room = this.limit - this.frames.length;
    const kept: Frame[] = [];
    for (const frame of older.toReversed()) {
      if (kept.length >= room || this.chars + charsOf(frame) > this.maxChars()) break;
      kept.push(frame);
      this.chars += charsOf(frame);
    }
    this.frames.unshift(...kept.reverse());
  }

  /** The frames after this `seq`, which must not lie before `oldest`: about as many characters, at least one frame. */
  after(seq: number, chars: number): Frame[] {
    return pageOf(this.frames.slice(Math.max(0, seq - this.oldest)), chars);
  }
}

/** The first of the frames that have about so many characters together, at least one. */
export function pageOf(frames: readonly Frame[], chars: number): Frame[] {
  let left = chars;
  const end = frames.findIndex((frame, index) => (left -= charsOf(frame)) < 0 && index > 0);
  return end === -1 ? [...frames] : frames.slice(0, end);
}
