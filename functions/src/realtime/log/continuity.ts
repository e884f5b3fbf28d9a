import type { Position, SequencedEvent } from "./event.js";

/** What a look into the log shows about a position that a subscriber or a writer had. */
export type Continuity = "continues" | "expired" | "recreated";

/** `found` are the log's events from `last.seq` on (from 1 for an empty channel), in order. */
export function continuity(last: Position, found: readonly SequencedEvent[]): Continuity {
  const [first] = found;
  // A commit from before a wipe can land in the log that was begun after it, as its next event: a
  // position in one epoch cannot go on into the other.
  if (found.some((event) => event.epoch !== first?.epoch)) return "recreated";
  // What was left behind when a kind's history was lowered is no part of the ring.
  const hasHole = found.some(({ seq }, index) => seq !== (first?.seq ?? 0) + index);
  if (hasHole && first?.epoch === last.epoch) return "expired";
  if (last.seq === 0) return !first || first.seq === 1 ? "continues" : "expired";
  // The log never shrinks below the event we saw, unless it was deleted.
  if (!first || first.epoch !== last.epoch) return "recreated";
  return first.seq <= last.seq + 1 ? "continues" : "expired";
}
