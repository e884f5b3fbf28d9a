import { continuity } from "./continuity.js";
import { encodeWire, type LoggedEvent, type Position } from "./event.js";

/** An event on its way into the log: its id is fixed before the first attempt, so every attempt can be recognised. */
export interface Entry {
  readonly id: string;
  readonly type: string;
  readonly by?: string | undefined;
  readonly at: string;
  dataAt(seq: number): unknown;
}

/** Numbers entries from the head on. Pure: the same head and entries give the same events. */
export function placeAfter(channel: string, head: Position, entries: readonly Entry[]): LoggedEvent[] {
  return entries.map(({ id, type, by, at, dataAt }, index) => {
    const seq = head.seq + 1 + index;
    const wire = encodeWire({ id, channel, type, seq, at, by, data: dataAt(seq) });
    return { channel, epoch: head.epoch, seq, id, type, wire };
  });
}

/** What leaves the ring buffer when `placed` comes in: one out for each one in, never below 1. */
export function displacedBy(placed: readonly LoggedEvent[], history: number): number[] {
  return placed.map(({ seq }) => seq - history).filter((seq) => seq >= 1);
}

/** What the log shows after an attempt to put `entries` after `head` has failed. */
export type Aftermath =
  /** The attempt took effect all the same, or an earlier one did: a commit is all or nothing. */
  | { type: "took_effect"; placed: LoggedEvent[] }
  /** Nobody wrote: the attempt was refused because of what it brought, or did not arrive (yet). */
  | { type: "unchanged" }
  /** Others wrote, and the attempt is not in the log. */
  | { type: "moved" }
  /** The log was deleted since. */
  | { type: "wiped" }
  /** So much was written since that the attempt might have been in the log and left it. */
  | { type: "unknown" };

/** `found` are the log's events from the head on. */
export function aftermathOf(
  channel: string,
  head: Position,
  found: readonly LoggedEvent[],
  entries: readonly Entry[],
): Aftermath {
  const indexById = new Map(entries.map(({ id }, index) => [id, index]));
  for (const { id, seq, epoch } of found) {
    const index = indexById.get(id);
    if (index === undefined) continue;
    return { type: "took_effect", placed: placeAfter(channel, { epoch, seq: seq - index - 1 }, entries) };
  }
  switch (continuity(head, found)) {
    case "recreated":
      return { type: "wiped" };
    case "expired":
      return { type: "unknown" };
    case "continues":
      return { type: found.some(({ seq }) => seq > head.seq) ? "moved" : "unchanged" };
  }
}
