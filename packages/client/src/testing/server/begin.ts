import type { WireEvent } from "@firecast/contract/core/events";
import type { ProblemDocument } from "../../types/errors.js";
import type { TestClock } from "../testClock.js";
import type { Logs } from "./logs.js";
import { notFound } from "./network.js";
import type { Carrier, Stream, Streams } from "./streams.js";

export interface BeginDeps {
  readonly clock: TestClock;
  readonly logs: Logs;
  readonly streams: Streams;
  readonly pingMs: number;
  readonly aliases: Readonly<Record<string, string>>;
  readonly keyed: ReadonlySet<string>;
  /** What no user may read. */
  readonly hidden: ReadonlySet<string>;
  newId(): string;
}

interface Asked {
  readonly channels: readonly string[];
  readonly cursor: string;
  readonly poll: boolean;
  /** Keyed channels begin with their state. */
  readonly snapshot: boolean;
  readonly replaces: string | null;
}

/** Why these channels cannot be read; undefined if they can. */
export function refused(
  { aliases, hidden }: BeginDeps,
  channels: readonly string[],
): ProblemDocument | undefined {
  const missing = channels.filter((name) => hidden.has(aliases[name] ?? name));
  if (missing.length === 0) return undefined;
  const at = { in: "query", pointer: "/channels" } as const;
  return { ...notFound, errors: missing.map((name) => ({ ...at, detail: `there is no channel ${name}` })) };
}

/** Begins a stream as servers do: `connected`, what was missed, then what comes. */
export function begin(deps: BeginDeps, asked: Asked, carrier: Carrier): Stream {
  const { clock, logs, streams, aliases, keyed } = deps;
  const { cursor, poll } = asked;
  const replays: WireEvent[] = [];
  const positions = new Map<string, number>();
  const names = new Map<string, string>();
  // What is asked for by two names is told of by the short one.
  for (const name of asked.channels) {
    const channel = aliases[name] ?? name;
    if (name !== channel || !names.has(channel)) names.set(channel, name);
  }
  const starts = [...names.values()].map((name) => {
    const channel = aliases[name] ?? name;
    const { head } = logs.of(channel);
    const seq = logs.seqIn(cursor, channel);
    const missed = seq === undefined ? undefined : logs.since(channel, seq);
    const start = missed ? "resumed" : cursor === "" ? "live" : "reset";
    const from = missed ? (seq ?? 0) : head;
    positions.set(channel, from);
    replays.push(...(missed ?? []));
    const alias = channel === name ? {} : { alias: name };
    return { channel, ...alias, start, from, head, ...(keyed.has(channel) && { keyed: true }) };
  });
  const channels = starts.map(({ channel }) => channel);
  const connectionId = deps.newId();
  const stream = streams.add({ id: connectionId, channels, positions, poll }, carrier);
  const at = new Date(clock.now()).toISOString();
  const mode = poll ? "poll" : "stream";
  const here = (): string => logs.cursorOf(positions);
  stream.say({
    event: "connected",
    data: { connectionId, channels: starts, at, mode, pingMs: deps.pingMs },
    cursor: here(),
  });
  const lost = starts.filter(({ start }) => start === "reset");
  for (const { channel, head } of lost)
    stream.say({ event: "reset", data: { channel, reason: "unknown_position", head }, cursor: here() });
  const states = starts.filter(
    ({ channel, start }) => asked.snapshot && keyed.has(channel) && start !== "resumed",
  );
  for (const { channel, head } of states)
    stream.say({
      event: "snapshot",
      data: { channel, seq: head, entries: stateOf(logs, channel) },
      cursor: here(),
    });
  for (const event of replays) {
    positions.set(event.channel, event.seq ?? 0);
    stream.say({ event: event.type, data: event, cursor: here() });
  }
  if (poll && replays.length + lost.length + states.length > 0) stream.end();
  const replaced = [...streams.open].find(({ id }) => id === asked.replaces);
  replaced?.end();
  return stream;
}

/** The newest event of each key, which is its data's `key`. */
function stateOf(logs: Logs, channel: string): object[] {
  const newest = new Map<string, object>();
  for (const { seq, data } of logs.of(channel).events) {
    const key = typeof data === "object" && data !== null && "key" in data ? String(data.key) : "";
    newest.set(key, { key, seq, data });
  }
  return [...newest.values()];
}
