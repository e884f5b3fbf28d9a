import type { Clock } from "../../platform/clock.js";
import { toTimestamp } from "../../platform/clock.js";
import type { Random } from "../../platform/ids.js";
import { controlFrame } from "../hub/frame.js";
import type { EventStream } from "./stream.js";

const slotCount = 30;

/**
 * One timer for the pings and the lifetimes of all streams. Streams are spread over the slots of the ping interval, so
 * that thousands do not get their ping in the same turn.
 */
export class PingWheel {
  private readonly slots = Array.from({ length: slotCount }, () => new Set<EventStream>());
  private readonly timer: NodeJS.Timeout;
  private turn = 0;

  constructor(
    private readonly pingMs: number,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly headOf: (channel: string) => number,
  ) {
    this.timer = setInterval(() => this.tick(), pingMs / slotCount);
    this.timer.unref();
  }

  add(stream: EventStream): () => void {
    const slot = this.slots[Math.floor(this.random() * slotCount)] ?? new Set();
    slot.add(stream);
    return () => slot.delete(stream);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const now = this.clock.now();
    const slot = this.slots[this.turn++ % slotCount] ?? new Set();
    const frames = new Map<string, Buffer>();
    for (const stream of slot) {
      // The next look comes one interval later: that would be too late.
      if (stream.options.endsAt - now < this.pingMs) stream.expire();
      else stream.ping(this.frameFor(stream, now, frames));
    }
  }

  /** Streams of the same channels share the bytes. */
  private frameFor(stream: EventStream, now: number, frames: Map<string, Buffer>): Buffer {
    const channels = [...stream.channels];
    const key = channels.join(" ");
    const known = frames.get(key);
    if (known) return known;
    const heads = Object.fromEntries(channels.map((channel) => [channel, this.headOf(channel)]));
    const frame = Buffer.from(controlFrame("ping", { at: toTimestamp(now), heads }));
    frames.set(key, frame);
    return frame;
  }
}
