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

/** Frames in order; `from` is the `seq` before the first of them, `to` that of the last, or `from` if there is none. */
export interface Page {
  readonly from: number;
  readonly to: number;
  readonly frames: readonly Frame[];
}

/** What a channel's log holds up to the feed's position, for replays. */
export interface Past {
  /** The feed goes on from somewhere else. */
  startAt(position: Position): void;
  append(position: Position, frame: Frame, keys: readonly string[] | undefined): void;
  /** The page of frames after `seq`, none at the head; undefined if memory does not reach back that far. */
  remembered(seq: number): Page | undefined;
  /**
   * The same, from the log if need be; `from` is later than `seq` if the log does not reach back that far either, or
   * began again meanwhile. One read at a time, remembered as far as there is room.
   */
  page(seq: number): Promise<Page>;
}

/** A read for a replay, its turn included. */
const readWithin = seconds(8);
/** What a slow reader of a replay holds in memory, characters; at least one event. */
export const pageChars = 64_000;

/** Events of a channel's log, in the turn of the read. @throws if that takes too long. */
export const readForReplay = (
  { replaying, reader }: ReplayPagesDeps,
  channel: string,
  first: number,
  limit: number,
): Promise<SequencedEvent[]> =>
  within(
    readWithin,
    "replay",
    replaying(() => reader.from(channel, first, limit)),
  );

/** Pages that are remembered, or else loaded: one read is in flight at a time, and who waits for it looks again after it. */
export function oneAtATime(
  remembered: (seq: number) => Page | undefined,
  load: (seq: number) => Promise<Page>,
): Past["page"] {
  let loading: Promise<Page> | undefined;
  return async (seq) => {
    for (;;) {
      const page = remembered(seq);
      if (page) return page;
      if (!loading) break;
      await loading;
    }
    loading = load(seq).finally(() => {
      loading = undefined;
    });
    return loading;
  };
}

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

  constructor(
    private readonly channel: string,
    private readonly history: number,
    private readonly frameOf: (event: SequencedEvent) => Frame,
    private readonly deps: ReplayPagesDeps,
  ) {
    this.loadSize = history;
    this.replayBuffer = new ReplayBuffer(history, () => deps.maxChars());
  }

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

  remembered(seq: number): Page | undefined {
    if (seq >= this.replayBuffer.oldest) return this.fromMemory(seq);
    return this.latest?.from === seq ? this.latest : undefined;
  }

  private async load(seq: number): Promise<Page> {
    const { epoch } = this.position;
    const { oldest } = this.replayBuffer;
    // The log may still hold events that are older than what it keeps: they do not count.
    const from = Math.max(seq, this.position.seq - this.history);
    if (from >= oldest) return this.fromMemory(from);
    const wanted = Math.min(oldest - from, this.loadSize);
    const stored = await readForReplay(this.deps, this.channel, from + 1, wanted);
    if (this.position.epoch !== epoch) return pageAt(this.position.seq, []);
    const found = withoutGap(stored.filter((event) => event.seq <= oldest && event.epoch === epoch));
    const [first] = found;
    if (!first) return this.fromMemory(Math.max(oldest, this.replayBuffer.oldest));
    const frames = found.map((event) => this.frameOf(event));
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

/** The end of the events, without what comes before a missing one. */
export function withoutGap(events: readonly SequencedEvent[]): readonly SequencedEvent[] {
  const begin = events.findLastIndex(({ seq }, index) => index > 0 && events[index - 1]?.seq !== seq - 1);
  return begin === -1 ? events : events.slice(begin);
}
