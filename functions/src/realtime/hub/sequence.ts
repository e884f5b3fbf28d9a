import type { SequencedEvent } from "../log/event.js";

/** What to do with an event that arrives when `seq` was the last one delivered. */
export type SequenceCheck = "next" | "old" | "gap" | "other_epoch";

/** While a channel is empty its epoch is unknown: only the log can tell its first event from one of a wiped log. */
export function classify(event: SequencedEvent, last: { epoch: string; seq: number }): SequenceCheck {
  if (last.epoch === "") return "gap";
  if (event.epoch !== last.epoch) return "other_epoch";
  if (event.seq <= last.seq) return "old";
  return event.seq === last.seq + 1 ? "next" : "gap";
}
