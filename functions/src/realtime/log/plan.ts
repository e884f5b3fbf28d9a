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
