import type { WireEvent } from "@firecast/contract/core/events";

interface Log {
  readonly epoch: number;
  head: number;
  events: readonly WireEvent[];
}

/** The channels of a test server, and positions in them. */
export interface Logs {
  of(channel: string): Readonly<Log>;
  /** Gives a durable event its number. */
  next(channel: string): number;
  keep(event: WireEvent): void;
  /** A log without a past, which no earlier position is of. */
  recreate(channel: string): void;
  cursorOf(positions: ReadonlyMap<string, number>): string;
  seqIn(cursor: string, channel: string): number | undefined;
  /** Undefined where the log does not reach back to it. */
  since(channel: string, seq: number): readonly WireEvent[] | undefined;
}

/** `history`: events that each keeps. */
export function createLogs(history: number): Logs {
  const logs = new Map<string, Log>();
  let epochs = 0;
  const of = (channel: string): Log => {
    const known = logs.get(channel);
    if (known) return known;
    const made = { epoch: ++epochs, head: 0, events: [] };
    logs.set(channel, made);
    return made;
  };
  return {
    of,
    next: (channel) => ++of(channel).head,
    keep: (event) => {
      const log = of(event.channel);
      log.events = [...log.events, event].slice(-history);
    },
    recreate: (channel) => void logs.delete(channel),
    cursorOf: (positions) =>
      [...positions].map(([name, seq]) => `${name}~${of(name).epoch}~${seq}`).join("."),
    seqIn: (cursor, channel) => {
      const entry = cursor.split(".").find((one) => one.startsWith(`${channel}~${of(channel).epoch}~`));
      return entry === undefined ? undefined : Number(entry.split("~")[2]);
    },
    since: (channel, seq) => {
      const { events, head } = of(channel);
      if (seq > head || head - seq > events.length) return undefined;
      return events.filter((event) => (event.seq ?? 0) > seq);
    },
  };
}
