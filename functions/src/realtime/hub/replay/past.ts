import { seconds } from "../../../platform/clock.js";
import { within } from "../../../platform/firestore/grpc.js";
import type { Position, SequencedEvent } from "../../log/event.js";
import type { LogReader } from "../../log/reader.js";
import type { Frame } from "../batch.js";

export interface PastDeps {
  reader: LogReader;
  /** Runs a read for a replay when its turn comes. */
  replaying<T>(read: () => Promise<T>): Promise<T>;
  /** How much text one channel may remember for resumes, characters. */
  maxChars(): number;
}

/** The channel that a past is of. */
export interface PastOf extends PastDeps {
  readonly channel: string;
  /** Durable events that the log keeps. */
  readonly history: number;
  frameOf(event: SequencedEvent): Frame;
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

/**
 * Events of the log that the feed follows, in the turn of the read; undefined if the log began again meanwhile: nothing that
 * was read counts then. @throws if that takes too long.
 */
export async function readForReplay(
  { channel, replaying, reader }: PastOf,
  epochNow: () => string,
  first: number,
  limit: number,
): Promise<SequencedEvent[] | undefined> {
  const epoch = epochNow();
  const read = replaying(() => reader.from(channel, first, limit));
  const stored = await within(readWithin, "replay", read);
  return epochNow() === epoch ? stored.filter((event) => event.epoch === epoch) : undefined;
}

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

/** The end of the events, without what comes before a missing one. */
export function withoutGap(events: readonly SequencedEvent[]): readonly SequencedEvent[] {
  const begin = events.findLastIndex(({ seq }, index) => index > 0 && events[index - 1]?.seq !== seq - 1);
  return begin === -1 ? events : events.slice(begin);
}
