import type { LoggedEvent } from "../../realtime/index.js";

/** Where the log has put the one event of an append. */
export function seqOf([event]: readonly LoggedEvent[]): number {
  if (!event) throw new RangeError("an append of one event has one");
  return event.seq;
}
