import type { WireEvent } from "@firecast/contract/core/events";

/** Where a page stands in a channel: it has had everything up to `seq`, and `cursor` goes on from there. */
export interface Position {
  readonly seq: number;
  readonly cursor: string | undefined;
}

export type Verdict = "deliver" | "drop" | "hole";

/** A durable event is delivered once and in order; one that comes too early says that others are missing. */
export function judge(last: number, seq: number, keyed: boolean): Verdict {
  if (seq <= last) return "drop";
  return keyed || seq === last + 1 ? "deliver" : "hole";
}

/** What a channel's start means for a page that stands at `position`. */
export type Join =
  /** What follows on the stream is what comes next. */
  | { readonly type: "follow" }
  /** The page stands where the stream did not begin: what lies between is to be fetched. */
  | { readonly type: "catch_up"; readonly since: string }
  | { readonly type: "reset" };

export interface Started {
  readonly start: "live" | "resumed" | "reset";
  readonly from: number;
  readonly head: number;
  /** The position that the request had brought along. */
  readonly sent: string | undefined;
}

export function joinAt({ seq, cursor }: Position, { start, from, head, sent }: Started): Join {
  if (start === "resumed" && from <= seq && seq <= head) return { type: "follow" };
  if (start === "live" && head === seq) return { type: "follow" };
  // The position itself was asked for, and is gone.
  if (cursor === undefined || (start === "reset" && cursor === sent)) return { type: "reset" };
  return { type: "catch_up", since: cursor };
}

export const isDurable = (event: WireEvent): event is WireEvent & { seq: number } => event.seq !== undefined;
