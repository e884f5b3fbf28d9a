import type { SequencedEvent } from "../log/event.js";

/** What to do with an event that arrives when `seq` was the last one delivered. */
export type Arrival = "next" | "old" | "gap" | "other_epoch";

/** While a channel is empty its epoch is unknown: only the log can tell its first event from one of a wiped log. */
export function classify(event: SequencedEvent, last: { epoch: string; seq: number }): Arrival {
  if (last.epoch === "") return "gap";
  if (event.epoch !== last.epoch) return "other_epoch";
  if (event.seq <= last.seq) return "old";
  return event.seq === last.seq + 1 ? "next" : "gap";
}

/** What a look into the log says about the place where a hub stands. */
export type Continuity = "continues" | "expired" | "recreated";

/** `found` are the log's events from `last.seq` on (from 1 for an empty channel), in order. */
export function continuity(
  last: { epoch: string; seq: number },
  found: readonly SequencedEvent[],
): Continuity {
  const [first] = found;
  if (last.seq === 0) return !first || first.seq === 1 ? "continues" : "expired";
  // The log never shrinks below the event we saw, unless it was deleted.
  if (!first || first.epoch !== last.epoch) return "recreated";
  return first.seq <= last.seq + 1 ? "continues" : "expired";
}
