import type { WireEvent } from "@firecast/contract/core/events";
import type { TestClock } from "../testClock.js";
import type { Logs } from "./logs.js";
import type { Network } from "./network.js";

/** One message of a stream. */
export interface Said {
  readonly event: string;
  readonly data: unknown;
  readonly cursor?: string | undefined;
}

/** A stream that is open, or a long poll that waits. */
export interface Stream {
  readonly id: string;
  readonly channels: readonly string[];
  readonly positions: Map<string, number>;
  readonly poll: boolean;
  say(said: Said): void;
  /** Bytes as they are. */
  write(text: string): void;
  readonly over: Promise<void>;
  end(): void;
  fail(): void;
}

/** What carries a stream to its client. */
export interface Carrier {
  write(text: string): void;
  encode(said: Said): string;
  end(): void;
  fail(): void;
}

interface StreamsDeps {
  readonly clock: TestClock;
  readonly logs: Logs;
  readonly network: Network;
  readonly pingMs: number;
  /** How long a long poll waits, ms. */
  readonly pollMs: number;
}

/** The open streams of a test server. */
export interface Streams {
  readonly open: ReadonlySet<Stream>;
  add(given: Pick<Stream, "id" | "channels" | "positions" | "poll">, carrier: Carrier): Stream;
  /** Its client is gone. */
  leave(stream: Stream): void;
  /** Hands an event to one of them. */
  deliver(stream: Stream, event: WireEvent): void;
}

export function createStreams({ clock, logs, network, pingMs, pollMs }: StreamsDeps): Streams {
  const open = new Set<Stream>();
  const leavers = new Map<Stream, () => void>();
  const leave = (stream: Stream): boolean => {
    const wasOpen = open.delete(stream);
    leavers.get(stream)?.();
    leavers.delete(stream);
    return wasOpen;
  };
  return {
    open,
    leave,
    add: (given, carrier) => {
      let held = "";
      let isOver: () => void = () => undefined;
      const over = new Promise<void>((resolve) => (isOver = resolve));
      const close = (act: () => void): void => {
        if (leave(stream) && !network.frozen) act();
      };
      const write = (text: string): void => {
        if (network.frozen || !open.has(stream)) return;
        if (network.buffered) held += text;
        else carrier.write(text);
      };
      const stream: Stream = {
        ...given,
        over,
        write,
        say: (said) => write(carrier.encode(said)),
        end: () =>
          close(() => {
            if (held !== "") carrier.write(held);
            carrier.end();
          }),
        fail: () => close(carrier.fail),
      };
      const ping = (): void => {
        const heads = Object.fromEntries(stream.channels.map((channel) => [channel, logs.of(channel).head]));
        stream.say({ event: "ping", data: { at: new Date(clock.now()).toISOString(), heads } });
        cancel = clock.after(pingMs, ping);
      };
      let cancel = given.poll ? clock.after(pollMs, () => stream.end()) : clock.after(pingMs, ping);
      leavers.set(stream, () => {
        cancel();
        isOver();
      });
      open.add(stream);
      return stream;
    },
    deliver: (stream, event) => {
      if (!open.has(stream) || !stream.channels.includes(event.channel)) return;
      const { seq, type } = event;
      if (seq === undefined) return stream.say({ event: type, data: event });
      if (seq > (stream.positions.get(event.channel) ?? 0)) stream.positions.set(event.channel, seq);
      // Its own place, also where what came after it was dropped meanwhile.
      const here = new Map(stream.positions).set(event.channel, seq);
      stream.say({ event: type, data: event, cursor: logs.cursorOf(here) });
      if (stream.poll) stream.end();
    },
  };
}
