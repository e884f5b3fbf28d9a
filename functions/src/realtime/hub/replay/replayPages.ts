import type { Position } from "../../log/event.js";
import type { Frame } from "../batch.js";
import {
  oneAtATime,
  type Page,
  pageChars,
  type Past,
  type PastOf,
  readForReplay,
  withoutGap,
} from "./past.js";
import { pageOf, ReplayBuffer } from "./replayBuffer.js";

/** Every event: the newest from memory, older ones by the page. */
export class ReplayPages implements Past {
  private position: Position = { epoch: "", seq: 0 };
  private readonly replayBuffer: ReplayBuffer;
  /** The page that was read last serves all subscribers at the same position. */
  private latest: Page | undefined;
  /** Events that one read asks for: as many as a page held the last time. */
  private loadSize: number;
  readonly page = oneAtATime(
    (seq) => this.remembered(seq),
    (seq) => this.load(seq),
  );

  constructor(private readonly of: PastOf) {
    this.loadSize = of.history;
    this.replayBuffer = new ReplayBuffer(of.history, () => of.maxChars());
  }

  startAt(position: Position): void {
    this.position = position;
    this.replayBuffer.startAt(position.seq);
    this.latest = undefined;
    this.loadSize = this.of.history;
  }

  append(position: Position, frame: Frame): void {
    this.position = position;
    this.replayBuffer.append(frame);
  }

  remembered(seq: number): Page | undefined {
    if (seq >= this.replayBuffer.oldest) return this.fromMemory(seq);
    return this.latest?.from === seq ? this.latest : undefined;
  }

  private readonly epochNow = (): string => this.position.epoch;

  private async load(seq: number): Promise<Page> {
    const { oldest } = this.replayBuffer;
    // The log may still hold events that are older than what it keeps: they do not count.
    const from = Math.max(seq, this.position.seq - this.of.history);
    if (from >= oldest) return this.fromMemory(from);
    const wanted = Math.min(oldest - from, this.loadSize);
    const stored = await readForReplay(this.of, this.epochNow, from + 1, wanted);
    if (!stored) return pageAt(this.position.seq, []);
    const found = withoutGap(stored.filter((event) => event.seq <= oldest));
    const [first] = found;
    if (!first) return this.fromMemory(Math.max(oldest, this.replayBuffer.oldest));
    const frames = found.map((event) => this.of.frameOf(event));
    if (oldest === this.replayBuffer.oldest && found.at(-1)?.seq === oldest)
      this.replayBuffer.prepend(frames);
    const page = pageOf(frames, pageChars);
    if (page.length < frames.length) this.loadSize = page.length;
    this.latest = pageAt(first.seq - 1, page);
    return this.latest;
  }

  private fromMemory(seq: number): Page {
    return pageAt(seq, this.replayBuffer.after(seq, pageChars));
  }
}

const pageAt = (from: number, frames: readonly Frame[]): Page => ({
  from,
  to: from + frames.length,
  frames,
});
