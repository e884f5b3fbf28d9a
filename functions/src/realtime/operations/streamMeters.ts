import type { Channel } from "@firecast/contract/core/channel";
import type { Clock } from "../../platform/clock.js";
import { latencyBounds } from "../../platform/meters/latencyBounds.js";
import type { Meters } from "../../platform/meters/meters.js";
import type { Delivered, Measured } from "../measured.js";
import type { SessionRegistry } from "../session/sessionRegistry.js";

export function streamMeters(meters: Meters, clock: Clock): Measured {
  const connects = meters.counter(
    "firecast_connects_total",
    "Streams, long polls and sockets opened, by transport.",
  );
  const disconnects = meters.counter(
    "firecast_disconnects_total",
    "Streams, long polls and sockets over, by reason.",
  );
  const refusals = meters.counter("firecast_refused_total", "Clients asked to come back, by reason.");
  const received = meters.counter("firecast_messages_total", "What clients of sockets said, by transport.");
  const problems = meters.counter(
    "firecast_message_problems_total",
    "Messages of sockets that were answered with a problem, by its code.",
  );
  const gaps = meters.counter(
    "firecast_gaps_total",
    "Times that the log was asked for what the bus left out.",
  );
  const events = meters.counter("firecast_events_total", "Events published by this instance, by type.");
  const latency = meters.histogram(
    "firecast_latency_seconds",
    "commit: of the log; bus: from publish to arrival; write: from the event to its streams.",
    latencyBounds,
  );
  let publishedEvents = 0;
  const delivered: Delivered = { events: 0, bytes: 0, resets: 0 };
  const total = (name: string, help: string, read: () => number): void =>
    meters.total(name, help, () => [{ labels: {}, value: read() }]);
  total("firecast_deliveries_total", "Events written to streams.", () => delivered.events);
  total("firecast_delivered_bytes_total", "Bytes written to streams.", () => delivered.bytes);
  total("firecast_resets_total", "Resets told to clients.", () => delivered.resets);
  const since = (ms: number): number => Math.max(0, ms) / 1000;
  return {
    delivered,
    opened: (transport) => connects({ transport }),
    ended: (transport, reason) => disconnects({ transport, reason }),
    refused: (reason) => refusals({ reason }),
    received: (transport) => received({ transport }),
    objected: (transport, code) => problems({ transport, code }),
    gap: () => gaps(),
    published: (type, durable) => {
      publishedEvents++;
      events({ type, durable: String(durable) });
    },
    get publishedEvents() {
      return publishedEvents;
    },
    committed: (ms) => latency({ part: "commit" }, since(ms)),
    heard: (ms) => latency({ part: "bus" }, since(ms)),
    written: ({ wire }) => {
      const [, at] = /"at":"([^"]{24})"/.exec(wire) ?? [];
      if (at !== undefined) latency({ part: "write" }, since(clock.now() - Date.parse(at)));
    },
  };
}

/** What can be read of the open sessions when the meters are. */
export function meterSessions(
  meters: Meters,
  sessions: Pick<SessionRegistry, "all">,
  channelNamed: (name: string) => Channel | undefined,
): void {
  meters.gauge("firecast_connections", "Open streams and sockets and waiting long polls, by transport.", () =>
    counted(sessions.all().map(({ transport }) => transport.name)).map(([transport, value]) => ({
      labels: { transport },
      value,
    })),
  );
  meters.gauge("firecast_channel_subscribers", "Subscribers, by kind of channel.", () => {
    const kinds = sessions
      .all()
      .flatMap(({ channels }) => channels.map((name) => channelNamed(name)?.kind.name ?? ""));
    return counted(kinds).map(([kind, value]) => ({ labels: { kind }, value }));
  });
  meters.gauge("firecast_channels", "Channels with subscribers, by kind.", () => {
    const names = new Set(sessions.all().flatMap(({ channels }) => channels));
    const kinds = [...names].map((name) => channelNamed(name)?.kind.name ?? "");
    return counted(kinds).map(([kind, value]) => ({ labels: { kind }, value }));
  });
  meters.gauge(
    "firecast_queue_bytes",
    "Bytes that wait for slow readers: of all, and of the slowest.",
    () => {
      const waiting = sessions.all().map(({ transport }) => transport.sink.waiting);
      return [
        { labels: { of: "all" }, value: waiting.reduce((sum, bytes) => sum + bytes, 0) },
        { labels: { of: "slowest" }, value: Math.max(0, ...waiting) },
      ];
    },
  );
}

export function counted(names: readonly string[]): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts];
}
