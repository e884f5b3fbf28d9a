import type { Position, SequencedEvent } from "../../log/event.js";
import { charsOf, type Frame } from "../batch.js";
import {
  oneAtATime,
  type Page,
  pageChars,
  type Past,
  type PastOf,
  readForReplay,
  withoutGap,
} from "./past.js";

/** An event that the ring holds and that is the newest of some of its keys, or has none. */
interface Item {
  readonly seq: number;
  readonly keys: readonly string[];
  /** Of so many of its keys it is the newest. */
  newestOf: number;
  /** None where memory has no room for its text. */
  frame: Frame | undefined;
}

const nothing: ReadonlyMap<number, Frame> = new Map();

/**
 * What a keyed channel's log holds up to the feed's position, for replays, compacted: of each key the newest event alone.
 * Knows the keys of every event after `since`, and the texts of as many as there is room for.
 */
export class KeyedPages implements Past {
  private position: Position = { epoch: "", seq: 0 };
  private since = 0;
  /** In the order of `seq`. */
  private items = new Map<number, Item>();
  private readonly newest = new Map<string, Item>();
  private chars = 0;
  /** The page that was read last serves all subscribers at the same position, until something happens. */
  private latest: Page | undefined;
  private loadSize: number;
  readonly page = oneAtATime(
    (seq) => this.remembered(seq),
    (seq) => this.load(seq),
  );

  constructor(private readonly of: PastOf) {
    this.loadSize = of.history;
  }

  startAt(position: Position): void {
    this.position = position;
    this.since = position.seq;
    this.items.clear();
    this.newest.clear();
    this.chars = 0;
    this.latest = undefined;
    this.loadSize = this.of.history;
  }

  append(position: Position, frame: Frame, keys: readonly string[] = []): void {
    this.position = position;
    this.latest = undefined;
    const distinct = [...new Set(keys)];
    const item = { seq: position.seq, keys: distinct, newestOf: distinct.length, frame };
    for (const key of distinct) {
      const before = this.newest.get(key);
      if (before && --before.newestOf === 0) this.drop(before);
      this.newest.set(key, item);
    }
    this.items.set(item.seq, item);
    this.chars += charsOf(frame);
    this.forgetUntil(position.seq - this.of.history);
    this.makeRoom();
  }

  remembered(seq: number): Page | undefined {
    if (seq >= this.since) {
      const page = this.pageAfter(seq);
      if (page.frames.length > 0 || !this.firstAfter(seq)) return page;
    }
    return this.latest?.from === seq ? this.latest : undefined;
  }

  private readonly epochNow = (): string => this.position.epoch;

  private load(seq: number): Promise<Page> {
    const from = Math.max(seq, this.position.seq - this.of.history);
    if (from < this.since) return this.loadKeys(from);
    const first = this.firstAfter(from);
    return first ? this.loadTexts(from, first.seq) : Promise.resolve(this.pageAfter(from));
  }

  /** What lies before all that is known: its keys have to be known as a whole. */
  private async loadKeys(from: number): Promise<Page> {
    const { since } = this;
    const stored = await readForReplay(this.of, this.epochNow, from + 1, since - from);
    if (!stored) return emptyPage(this.position.seq);
    const found = withoutGap(stored.filter((event) => event.seq <= since));
    const [first] = found;
    const joins = this.since === since && found.at(-1)?.seq === since;
    if (!first || !joins) return this.pageAfter(this.since);
    this.prepend(found);
    return this.latestOf(first.seq - 1, found);
  }

  /** What is known to be the newest of its keys, and was too much to be kept. */
  private async loadTexts(from: number, first: number): Promise<Page> {
    const found = await readForReplay(this.of, this.epochNow, first, this.loadSize);
    if (!found) return emptyPage(this.position.seq);
    // It has left the log meanwhile.
    if (found[0]?.seq !== first && this.items.has(first)) this.forgetUntil(first);
    return from < this.since ? this.pageAfter(this.since) : this.latestOf(from, found);
  }

  private prepend(found: readonly SequencedEvent[]): void {
    const older: Item[] = [];
    for (const event of found.toReversed()) {
      const keys = [...new Set(event.keys)];
      const claimed = keys.filter((key) => !this.newest.has(key));
      if (keys.length > 0 && claimed.length === 0) continue;
      const frame = this.of.frameOf(event);
      const fits = this.chars + charsOf(frame) <= this.of.maxChars();
      const item = { seq: event.seq, keys, newestOf: claimed.length, frame: fits ? frame : undefined };
      if (fits) this.chars += charsOf(frame);
      for (const key of claimed) this.newest.set(key, item);
      older.push(item);
    }
    this.items = new Map([...older.reverse().map((item) => [item.seq, item] as const), ...this.items]);
    this.since = (found[0]?.seq ?? this.since + 1) - 1;
  }

  private latestOf(from: number, found: readonly SequencedEvent[]): Page {
    const texts = new Map(found.map((event) => [event.seq, this.of.frameOf(event)] as const));
    this.latest = this.pageAfter(from, texts);
    this.loadSize = Math.max(1, this.latest.frames.length);
    return this.latest;
  }

  /** As many frames as are at hand and fit into a page, at least one if it is there. */
  private pageAfter(from: number, texts = nothing): Page {
    const frames: Frame[] = [];
    let to = from;
    let left = pageChars;
    for (const { seq, frame = texts.get(seq) } of this.items.values()) {
      if (seq <= from) continue;
      if (!frame || ((left -= charsOf(frame)) < 0 && frames.length > 0)) break;
      frames.push(frame);
      to = seq;
    }
    return { from, to, frames };
  }

  private firstAfter(seq: number): Item | undefined {
    for (const item of this.items.values()) if (item.seq > seq) return item;
    return undefined;
  }

  /** What has left the ring is in no replay. */
  private forgetUntil(seq: number): void {
    if (seq <= this.since) return;
    this.since = seq;
    for (const item of this.items.values()) {
      if (item.seq > seq) break;
      this.drop(item);
    }
  }

  private drop(item: Item): void {
    this.items.delete(item.seq);
    this.letGo(item);
    for (const key of item.keys) if (this.newest.get(key) === item) this.newest.delete(key);
  }

  /** The newest text is kept whatever its size. */
  private makeRoom(): void {
    const room = this.of.maxChars();
    for (const item of this.items.values()) {
      if (this.chars <= room || item.seq === this.position.seq) return;
      this.letGo(item);
    }
  }

  private letGo(item: Item): void {
    if (item.frame) this.chars -= charsOf(item.frame);
    item.frame = undefined;
  }
}

const emptyPage = (seq: number): Page => ({ from: seq, to: seq, frames: [] });
