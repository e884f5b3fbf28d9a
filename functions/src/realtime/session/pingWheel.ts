import type { Clock } from "../../platform/clock.js";
import { toTimestamp } from "../../platform/clock.js";
import type { Random } from "../../platform/ids.js";
import { TimerWheel } from "../../platform/concurrency/timerWheel.js";
import { controlFrame } from "../hub/frame.js";
import type { ClientSession } from "./clientSession.js";

/** The pings and the lifetimes of all streams, spread over the ping interval. */
export class PingWheel {
  private readonly wheel: TimerWheel<ClientSession>;

  constructor(
    private readonly pingMs: number,
    private readonly clock: Clock,
    random: Random,
    private readonly headOf: (channel: string) => number,
  ) {
    this.wheel = new TimerWheel(pingMs, random, (streams) => this.tick(streams));
  }

  add(stream: ClientSession): () => void {
    return this.wheel.add(stream);
  }

  close(): void {
    this.wheel.close();
  }

  private tick(streams: Iterable<ClientSession>): void {
    const now = this.clock.now();
    const frames = new Map<string, Buffer>();
    for (const stream of streams) {
      // The next look comes one interval later: that would be too late.
      if (stream.options.endsAt - now < this.pingMs) stream.expire();
      else stream.ping(this.frameFor(stream, now, frames));
    }
  }

  /** Streams of the same channels share the bytes. */
  private frameFor(stream: ClientSession, now: number, frames: Map<string, Buffer>): Buffer {
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
