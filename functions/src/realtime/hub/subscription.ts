import type { ResetReason } from "@firecast/contract/core/events";
import type { Position } from "../log/event.js";
import { Batch } from "./batch.js";
import type { ChannelState } from "./channelState.js";
import type { Page } from "./replay/past.js";

/** Takes the events of channels: a session. */
export interface Subscriber {
  readonly uid: string;
  /** At most one batch per channel and turn, in order. */
  deliver(batch: Batch): void;
  /** Earlier bytes wait for it: of a keyed channel it gets what is the newest once it takes more. */
  readonly isBehind: boolean;
  /**
   * The channel's past is lost to this subscriber; it goes on after `entry`, which stands for `position`, or from the state
   * that comes next.
   */
  reset(channel: string, reason: ResetReason, position: Position, entry: string | undefined): void;
  /** The subscriber may no longer read the channel, and gets nothing of it from here on. */
  revoked(channel: string): void;
  /** Backpressure for a replay: undefined if more can be taken now, else resolves when it can, or never will. */
  taken(): Promise<void> | undefined;
  /** Undefined if the user may be sent more of a replay now, else resolves when that may be so. */
  owed(): Promise<void> | undefined;
}

/** What a subscription needs of its feed. */
interface Source {
  readonly channel: string;
  readonly head: Position;
  readonly isKeyed: boolean;
  entryAt(seq: number): string;
  flush(): void;
  remembered(seq: number): Page | undefined;
  page(seq: number): Promise<Page>;
  readonly state: ChannelState | undefined;
  verifyAfresh(): Promise<void>;
}

/** After the log or the state could not be read. */
const retryMs = 1000;

/**
 * A subscriber's place in a feed. Until it has begun and caught up with the feed, durable events are not handed to it but
 * fetched for it, a page at a time, only as fast as it takes them and its user may be sent them: a slow reader of a long
 * replay holds a page in memory, and nothing waits for it.
 */
export class Subscription {
  private phase: "attached" | "catching_up" | "live" | "closed" = "attached";
  /** The last event that the subscriber was given. */
  private seq = 0;
  private first: Page | undefined;
  private lost: (() => void) | undefined;
  /** The state comes before any event. */
  private awaitsState = false;

  constructor(
    readonly subscriber: Subscriber,
    private readonly feed: Source,
    /** Wherever nothing is known of what was before, the channel's state comes. */
    readonly takesState = false,
  ) {}

  /** Where the subscriber stands, and the page that comes next if it was read already. */
  startAfter(seq: number, first?: Page): void {
    // A reset that came meanwhile has said where already.
    if (!this.lost) Object.assign(this, { seq, first });
  }

  /** Begins with the state of the channel, if it takes one. */
  startWithState(): boolean {
    this.awaitsState = this.takesState;
    return this.takesState;
  }

  deliver(batch: Batch): void {
    const isLive = this.phase === "live";
    if (isLive && !this.fallsBehind(batch)) {
      this.subscriber.deliver(batch);
      return;
    }
    // Ephemeral events are in no page. Before the beginning the client cannot see them.
    if (isLive || this.phase === "catching_up") this.deliverEphemeral(batch);
    if (isLive) this.goBack(batch.after);
  }

  reset(channel: string, reason: ResetReason, position: Position, entry: string): void {
    this.seq = position.seq;
    this.first = undefined;
    const withState = this.startWithState();
    const tell = (): void => this.subscriber.reset(channel, reason, position, withState ? undefined : entry);
    if (this.phase === "attached") this.lost = tell;
    else tell();
    if (withState) this.goBack(position.seq);
  }

  begin(): void {
    if (this.phase !== "attached") return;
    this.phase = "catching_up";
    this.lost?.();
    const { first } = this;
    this.first = undefined;
    if (first && first.frames.length > 0) this.give(first);
    void this.catchUp();
  }

  close(): void {
    this.phase = "closed";
    this.first = undefined;
  }

  /** A slow reader of a keyed channel gets fewer events in place of a longer queue. */
  private fallsBehind(batch: Batch): boolean {
    return this.feed.isKeyed && batch.after !== undefined && this.subscriber.isBehind;
  }

  private goBack(seq = this.seq): void {
    if (this.phase !== "live") return;
    this.phase = "catching_up";
    this.seq = seq;
    void this.catchUp();
  }

  private async catchUp(): Promise<void> {
    while (this.isCatchingUp()) {
      const taken = this.subscriber.taken();
      if (taken) {
        await taken;
        continue;
      }
      // What waits for the end of the turn is part of what is remembered: it must not come twice.
      this.feed.flush();
      const page = this.awaitsState ? undefined : this.feed.remembered(this.seq);
      if (page?.frames.length === 0) {
        this.phase = "live";
        return;
      }
      const owed = this.subscriber.owed();
      if (owed) await owed;
      else if (page) this.give(page);
      else if (this.awaitsState) await this.fetchState();
      else await this.fetch();
    }
  }

  private async fetch(): Promise<void> {
    const { seq, feed } = this;
    const { epoch } = feed.head;
    const page = await feed.page(seq).catch(() => undefined);
    if (!page) await aWhile();
    const isStillThere = this.isCatchingUp() && this.seq === seq && feed.head.epoch === epoch;
    if (!page || !isStillThere) return;
    if (page.from === seq) this.give(page);
    else this.reset(feed.channel, "expired", feed.head, feed.entryAt(feed.head.seq));
  }

  private async fetchState(): Promise<void> {
    const state = await this.feed.state?.reachedBy(this.feed).catch(() => undefined);
    if (!state) await aWhile();
    const isWanted = this.isCatchingUp() && this.awaitsState;
    if (!isWanted || state?.position.epoch !== this.feed.head.epoch) return;
    this.awaitsState = false;
    this.seq = state.position.seq;
    this.subscriber.deliver(state.batch);
  }

  private isCatchingUp(): boolean {
    return this.phase === "catching_up";
  }

  private give({ to, frames }: Page): void {
    this.seq = to;
    const { channel, head } = this.feed;
    const replay = to < head.seq ? "continues" : "ends";
    this.subscriber.deliver(new Batch(channel, frames, { replay }));
  }

  private deliverEphemeral({ channel, frames }: Batch): void {
    const ephemeral = frames.filter(({ entry }) => entry === undefined);
    if (ephemeral.length > 0) this.subscriber.deliver(new Batch(channel, ephemeral));
  }
}

const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, retryMs).unref());
