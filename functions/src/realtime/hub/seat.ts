import type { ResetReason } from "../../contract/events.js";
import type { Position } from "../log/event.js";
import type { Batch } from "./frame.js";

/** Whoever wants the events of a channel: a stream. */
export interface Subscriber {
  readonly uid: string;
  /** At most one batch per channel and turn, in order. */
  deliver(batch: Batch): void;
  /** The channel's past is lost to this subscriber; it goes on after `entry`, which stands for `position`. */
  reset(channel: string, reason: ResetReason, position: Position, entry: string): void;
  /** The subscriber may no longer read the channel, and gets nothing of it from here on. */
  revoked(channel: string): void;
}

/** A subscriber's place in a feed. Until it begins, what is delivered waits, so that a replay can go first. */
export class Seat {
  private waiting: (() => void)[] | undefined = [];

  constructor(readonly subscriber: Subscriber) {}

  deliver(batch: Batch): void {
    if (this.waiting) this.waiting.push(() => this.subscriber.deliver(batch));
    else this.subscriber.deliver(batch);
  }

  reset(channel: string, reason: ResetReason, position: Position, entry: string): void {
    if (this.waiting) this.waiting.push(() => this.subscriber.reset(channel, reason, position, entry));
    else this.subscriber.reset(channel, reason, position, entry);
  }

  begin(): void {
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    for (const act of waiting) act();
  }
}
