import { continuity } from "./continuity.js";
import { encodeWire, type LoggedEvent, type Position } from "./event.js";

/** An event on its way into the log: its id is fixed before the first attempt, so every attempt can be recognised. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly by?: string | undefined;
  readonly at: string;
  readonly idempotencyKey?: string | undefined;
  dataAt(seq: number): unknown;
  keysOf?(data: unknown): readonly string[] | undefined;
}

/** Numbers new events from the head on. Pure: the same head and the same new events give the same result. */
export function sequenceAfter(
  channel: string,
  head: Position,
  newEvents: readonly NewEvent[],
  commit: string,
): LoggedEvent[] {
  return newEvents.map(({ id, type, by, at, idempotencyKey, dataAt, keysOf }, index) => {
    const seq = head.seq + 1 + index;
    const data = dataAt(seq);
    const wire = encodeWire({ id, channel, type, seq, at, by, idempotencyKey, data });
    const keys = keysOf?.(data);
    return { channel, epoch: head.epoch, seq, id, type, wire, commit, ...(keys?.length && { keys }) };
  });
}

/** What leaves the ring buffer when `sequenced` comes in: one out for each one in, never below 1. */
export function displacedBy(sequenced: readonly LoggedEvent[], history: number): number[] {
  return sequenced.map(({ seq }) => seq - history).filter((seq) => seq >= 1);
}

/** A commit that was tried. */
export interface Tried {
  readonly commit: string;
}

/** What the log shows after an attempt to commit after `head` has failed. */
export type Aftermath<Attempt> =
  /** This attempt took effect all the same: a commit is all or nothing. */
  | { type: "landed"; attempt: Attempt }
  /** No commit came: the attempt was refused because of what it brought, or did not arrive (yet). */
  | { type: "unchanged" }
  /** Another commit took the number after the head: none of the attempts can land any more. */
  | { type: "moved" }
  /** The log was deleted since. */
  | { type: "wiped" }
  /** So much was written since that an attempt might have been in the log and left it. */
  | { type: "unknown" };

/** `found` are events of the log from the head on, two at least if there are so many; `end` is its end, seen then. */
export function aftermathOf<Attempt extends Tried>(
  head: Position,
  found: readonly LoggedEvent[],
  end: Position,
  attempts: readonly Attempt[],
): Aftermath<Attempt> {
  const landed = attempts.find(({ commit }) => found.some((event) => event.commit === commit));
  if (landed) return { type: "landed", attempt: landed };
  const last = found.at(-1);
  if (last && end.seq >= last.seq && end.epoch !== last.epoch) return { type: "wiped" };
  switch (continuity(head, found)) {
    case "recreated":
      return { type: "wiped" };
    case "expired":
      return { type: "unknown" };
    case "continues":
      return { type: found.some(({ seq }) => seq > head.seq) ? "moved" : "unchanged" };
  }
}
