import type { ResetReason } from "@firecast/contract/core/events";
import type { EphemeralEvent } from "../bus/message.js";
import { entryOf } from "../cursor.js";
import { continuity } from "../log/continuity.js";
import type { Position, SequencedEvent } from "../log/event.js";
import { emptyPosition } from "../log/event.js";
import type { Measured } from "../measured.js";
import type { StateAt } from "../snapshots.js";
import { Batch, type Frame } from "./batch.js";
import { ChannelState } from "./channelState.js";
import { joined } from "./joined.js";
import { KeyedPages } from "./replay/keyedPages.js";
import type { Page, Past, PastDeps } from "./replay/past.js";
import { ReplayPages } from "./replay/replayPages.js";
import type { Start } from "./start.js";
import type { Subscription } from "./subscription.js";
import { classify } from "./sequence.js";

export interface FeedDeps extends PastDeps {
  measured?: Pick<Measured, "gap" | "written"> | undefined;
  /** Asks for a flush at the end of this turn. */
  schedule(feed: Feed): void;
  /** Asks for a comparison with the log: something is missing. */
  doubt(feed: Feed): void;
  /** The head moved: the log's writers want to know. */
  advanced(channel: string, head: Position): void;
  /** Reads the state of a keyed channel, where its feature can. */
  readState?: (() => Promise<StateAt>) | undefined;
}

/** What a feed is told of its channel's kind. */
interface Kept {
  /** Durable events that the log keeps. */
  readonly history: number;
  readonly keyed: boolean;
  readonly batchFrom?: number | undefined;
}

/** How long a missing event may still be under way before the log is asked for it. */
const gapPatienceMs = 40;
/** Events that come in one go before the first of a channel is looked up. */
const largestPacket = 100;

/**
 * The events of one channel on this instance, in order and once: next in line is delivered, older is dropped, a gap is
 * held and fetched from the log. Keeps the recent ones, so that most resumes read nothing.
 */
export class Feed {
  readonly subscriptions = new Set<Subscription>();
  private position: Position = emptyPosition;
  private readonly past: Past;
  readonly state: ChannelState | undefined;
  private turn: Frame[] = [];
  /** The `seq` before the first durable event of the turn. */
  private turnAfter: number | undefined;
  private readonly held = new Map<number, SequencedEvent>();
  private verifying: Promise<void> | undefined;
  private known = false;
  private gap: NodeJS.Timeout | undefined;
  latestStart: Start | undefined;

  constructor(
    readonly channel: string,
    private readonly kept: Kept,
    private readonly deps: FeedDeps,
  ) {
    const Pages = kept.keyed ? KeyedPages : ReplayPages;
    this.past = new Pages({
      ...deps,
      channel,
      history: kept.history,
      frameOf: (event) => this.frameOf(event),
    });
    if (deps.readState) this.state = new ChannelState(channel, deps.readState);
  }

  get isLogged(): boolean {
    return this.kept.history > 0;
  }

  get isKeyed(): boolean {
    return this.kept.keyed;
  }

  get head(): Position {
    return this.position;
  }

  entryAt(seq: number): string {
    return entryOf(this.channel, { epoch: this.position.epoch, seq });
  }

  receive(event: SequencedEvent): void {
    if (!this.known) {
      this.hold(event);
      return;
    }
    switch (classify(event, this.position)) {
      case "next":
        this.accept(event);
        this.acceptHeld();
        break;
      case "gap":
        this.hold(event);
        if (this.position.seq === 0) this.deps.doubt(this);
        else this.waitForGap();
        break;
      case "other_epoch":
        this.deps.doubt(this);
        break;
      case "old":
    }
  }

  receiveEphemeral(events: readonly EphemeralEvent[]): void {
    if (this.subscriptions.size === 0) return;
    for (const { type, wire } of events) this.turn.push({ type, wire });
    this.deps.schedule(this);
  }

  /** Hands the events of this turn of the event loop to all subscribers, coalesced into one batch. */
  flush(): void {
    if (this.turn.length === 0) return;
    const { batchFrom } = this.kept;
    const frames = batchFrom === undefined ? this.turn : joined(this.channel, this.turn, batchFrom);
    const batch = new Batch(this.channel, frames, { after: this.turnAfter });
    this.turn = [];
    this.turnAfter = undefined;
    for (const subscription of this.subscriptions) subscription.deliver(batch);
    const [first] = batch.frames;
    if (first) this.deps.measured?.written(first);
  }

  /** See `Past`. */
  remembered(seq: number): Page | undefined {
    return this.past.remembered(seq);
  }

  page(seq: number): Promise<Page> {
    return this.past.page(seq);
  }

  /** Compares the feed with the log and closes what is missing. Concurrent calls share one read. */
  verify(): Promise<void> {
    this.verifying ??= this.compareWithLog().finally(() => {
      this.verifying = undefined;
    });
    return this.verifying;
  }

  /** A look that begins from now on: one under way may have read too early. */
  async verifyAfresh(): Promise<void> {
    await this.verifying?.catch(() => undefined);
    await this.verify();
  }

  close(): void {
    clearTimeout(this.gap);
    this.gap = undefined;
  }

  private async compareWithLog(): Promise<void> {
    if (!this.known) return this.begin();
    const early = [...this.held.values()];
    const found = await this.deps.reader.from(
      this.channel,
      Math.max(1, this.position.seq),
      this.kept.history + 1,
    );
    const [first] = found;
    // A first event, and so many at once behind it that it has left the ring again: all of them are here.
    if (first && this.position.seq === 0 && this.held.get(1)?.epoch === first.epoch) {
      this.moveTo({ epoch: first.epoch, seq: 0 });
      this.acceptHeld();
    }
    const state = continuity(this.position, found);
    if (state !== "continues") return this.startOver(state);
    if (first && this.position.seq === 0) this.moveTo({ epoch: first.epoch, seq: 0 });
    for (const event of found) if (classify(event, this.position) === "next") this.accept(event);
    // What came before this look and is not in the log now, is in no log any more.
    for (const event of early) if (this.held.get(event.seq) === event) this.held.delete(event.seq);
    this.acceptHeld();
  }

  private async begin(): Promise<void> {
    const head = await this.deps.reader.head(this.channel);
    this.moveTo(head);
    this.known = true;
    this.acceptHeld();
  }

  private async startOver(reason: ResetReason): Promise<void> {
    const judged = this.position;
    const head = await this.deps.reader.head(this.channel);
    // Events that were missing have come over the bus meanwhile: nothing may be lost any more, wherever the head is now.
    if (this.position !== judged) return this.compareWithLog();
    this.flush();
    this.moveTo(head);
    for (const subscription of this.subscriptions)
      subscription.reset(this.channel, reason, head, this.entryAt(head.seq));
    this.acceptHeld();
  }

  private moveTo(position: Position): void {
    this.position = position;
    this.past.startAt(position);
    this.state?.forget();
  }

  private accept(event: SequencedEvent): void {
    this.position = { epoch: event.epoch, seq: event.seq };
    const frame = this.frameOf(event);
    this.past.append(this.position, frame, event.keys);
    this.state?.forget();
    this.turnAfter ??= event.seq - 1;
    this.turn.push(frame);
    this.deps.advanced(this.channel, this.position);
    this.deps.schedule(this);
  }

  private frameOf({ seq, type, wire, also }: SequencedEvent): Frame {
    return { entry: this.entryAt(seq), type, wire, ...(also && { also }) };
  }

  private hold(event: SequencedEvent): void {
    if (this.held.size < this.kept.history + largestPacket) this.held.set(event.seq, event);
  }

  private acceptHeld(): void {
    for (;;) {
      const next = this.held.get(this.position.seq + 1);
      if (!next || classify(next, this.position) !== "next") break;
      this.held.delete(next.seq);
      this.accept(next);
    }
    for (const [seq, event] of this.held) if (classify(event, this.position) !== "gap") this.held.delete(seq);
    // A gap that nothing explains yet: the bus was ahead of what was read.
    if (this.held.size > 0) this.waitForGap();
    else this.close();
  }

  /** Most gaps close by themselves: packets overtake each other. */
  private waitForGap(): void {
    this.gap ??= setTimeout(() => {
      this.gap = undefined;
      this.deps.measured?.gap();
      this.deps.doubt(this);
    }, gapPatienceMs).unref();
  }
}
