import type { ResetReason } from "@firecast/contract/events";
import type { Position } from "../log/event.js";
import { Batch, type Frame } from "./batch.js";
import type { Page } from "./replayPages.js";

/** Takes the events of channels: a session. */
export interface Subscriber {
  readonly uid: string;
  /** At most one batch per channel and turn, in order. */
  deliver(batch: Batch): void;
  /** The channel's past is lost to this subscriber; it goes on after `entry`, which stands for `position`. */
  reset(channel: string, reason: ResetReason, position: Position, entry: string): void;
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
  entryAt(seq: number): string;
  flush(): void;
  remembered(seq: number): readonly Frame[] | undefined;
  page(seq: number): Promise<Page>;
}

/** After the log could not be read. */
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
  private first: readonly Frame[] = [];
  private lost: (() => void) | undefined;

  constructor(
    readonly subscriber: Subscriber,
    private readonly feed: Source,
  ) {}

  /** Where the subscriber stands, and the page that comes next if it was read already. */
  startAfter(seq: number, first: readonly Frame[] = []): void {
    // A reset that came meanwhile has said where already.
    if (!this.lost) Object.assign(this, { seq, first });
  }

  deliver(batch: Batch): void {
    if (this.phase === "live") this.subscriber.deliver(batch);
    // Ephemeral events are in no page. Before the beginning the client cannot see them.
    else if (this.phase === "catching_up") this.deliverEphemeral(batch);
  }

  reset(channel: string, reason: ResetReason, position: Position, entry: string): void {
    this.seq = position.seq;
    this.first = [];
    const tell = (): void => this.subscriber.reset(channel, reason, position, entry);
    if (this.phase === "attached") this.lost = tell;
    else tell();
  }

  begin(): void {
    if (this.phase !== "attached") return;
    this.phase = "catching_up";
    this.lost?.();
    if (this.first.length > 0) this.give(this.first);
    this.first = [];
    void this.catchUp();
  }

  close(): void {
    this.phase = "closed";
    this.first = [];
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
      const frames = this.feed.remembered(this.seq);
      if (frames?.length === 0) {
        this.phase = "live";
        return;
      }
      const owed = this.subscriber.owed();
      if (owed) await owed;
      else if (frames) this.give(frames);
      else await this.fetch();
    }
  }

  private async fetch(): Promise<void> {
    const { seq, feed } = this;
    const { epoch } = feed.head;
    const page = await feed.page(seq).catch(() => undefined);
    if (!page) await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
    const isStillThere = this.isCatchingUp() && this.seq === seq && feed.head.epoch === epoch;
    if (!page || !isStillThere) return;
    if (page.from === seq) this.give(page.frames);
    else this.reset(feed.channel, "expired", feed.head, feed.entryAt(feed.head.seq));
  }

  private isCatchingUp(): boolean {
    return this.phase === "catching_up";
  }

  private give(frames: readonly Frame[]): void {
    this.seq += frames.length;
    const { channel, head } = this.feed;
    this.subscriber.deliver(new Batch(channel, frames, this.seq < head.seq ? "continues" : "ends"));
  }

  private deliverEphemeral({ channel, frames }: Batch): void {
    const ephemeral = frames.filter(({ entry }) => entry === undefined);
    if (ephemeral.length > 0) this.subscriber.deliver(new Batch(channel, ephemeral));
  }
}
