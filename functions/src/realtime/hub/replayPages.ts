import { seconds } from "../../platform/clock.js";
import { within } from "../../platform/firestore/grpc.js";
import type { Position, SequencedEvent } from "../log/event.js";
import type { LogReader } from "../log/reader.js";
import type { Frame } from "./batch.js";
import { pageOf, ReplayBuffer } from "./replayBuffer.js";

export interface ReplayPagesDeps {
  reader: LogReader;
  /** Runs a read for a replay when its turn comes. */
  replaying<T>(read: () => Promise<T>): Promise<T>;
  /** How much text one channel may remember for resumes, characters. */
  maxChars(): number;
}

/** Frames in order; `from` is the `seq` before the first of them. */
export interface Page {
  readonly from: number;
  readonly frames: readonly Frame[];
}

/** A read for a replay, its turn included. */
const readWithin = seconds(8);
/** What a slow reader of a replay holds in memory, characters; at least one event. */
const pageChars = 64_000;

/** What a channel's log holds up to the feed's position, for replays: the newest from memory, older ones by the page. */
export class ReplayPages {
  private position: Position = { epoch: "", seq: 0 };
  private readonly replayBuffer: ReplayBuffer;
  private loading: Promise<Page> | undefined;
  /** The page that was read last serves all subscribers at the same position. */
  private latest: Page | undefined;
  /** Events that one read asks for: as many as a page held the last time. */
  private loadSize: number;

  constructor(
    private readonly channel: string,
    private readonly history: number,
    private readonly frameOf: (event: SequencedEvent) => Frame,
    private readonly deps: ReplayPagesDeps,
  ) {
    this.loadSize = history;
    this.replayBuffer = new ReplayBuffer(history, () => deps.maxChars());
  }

  /** The feed goes on from somewhere else. */
  startAt(position: Position): void {
    this.position = position;
    this.replayBuffer.startAt(position.seq);
    this.latest = undefined;
    this.loadSize = this.history;
  }

  append(position: Position, frame: Frame): void {
    this.position = position;
    this.replayBuffer.append(frame);
  }

  /** The page of frames after `seq`, none at the head; undefined if memory does not reach back that far. */
  remembered(seq: number): readonly Frame[] | undefined {
    if (seq >= this.replayBuffer.oldest) return this.replayBuffer.after(seq, pageChars);
    return this.latest?.from === seq ? this.latest.frames : undefined;
  }

  /**
   * The same, from the log if need be; `from` is later than `seq` if the log does not reach back that far either, or
   * began again meanwhile. One read at a time, remembered as far as there is room.
   */
  async page(seq: number): Promise<Page> {
    for (;;) {
      const frames = this.remembered(seq);
      if (frames) return { from: seq, frames };
      if (!this.loading) break;
      await this.loading;
    }
    this.loading = this.load(seq).finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  private async load(seq: number): Promise<Page> {
    const { epoch } = this.position;
    const { oldest } = this.replayBuffer;
    // The log may still hold events that are older than what it keeps: they do not count.
    const from = Math.max(seq, this.position.seq - this.history);
    if (from >= oldest) return this.fromMemory(from);
    const wanted = Math.min(oldest - from, this.loadSize);
    const read = () => this.deps.reader.from(this.channel, from + 1, wanted);
    const stored = await within(readWithin, "replay", this.deps.replaying(read));
    if (this.position.epoch !== epoch) return { from: this.position.seq, frames: [] };
    const found = withoutGap(stored.filter((event) => event.seq <= oldest && event.epoch === epoch));
    const [first] = found;
    if (!first) return this.fromMemory(Math.max(oldest, this.replayBuffer.oldest));
    const frames = found.map((event) => this.frameOf(event));
    if (oldest === this.replayBuffer.oldest && found.at(-1)?.seq === oldest)
      this.replayBuffer.prepend(frames);
    const page = pageOf(frames, pageChars);
    if (page.length < frames.length) this.loadSize = page.length;
    this.latest = { from: first.seq - 1, frames: page };
    return this.latest;
  }

  private fromMemory(seq: number): Page {
    return { from: seq, frames: this.replayBuffer.after(seq, pageChars) };
  }
}

/** The end of the events, without what comes before a missing one. */
function withoutGap(events: readonly SequencedEvent[]): readonly SequencedEvent[] {
  const begin = events.findLastIndex(({ seq }, index) => index > 0 && events[index - 1]?.seq !== seq - 1);
  return begin === -1 ? events : events.slice(begin);
}
