import type { Outcome, OutboxRow } from "./row.js";

/** What the tabs of a browser tell each other of their outbox. */
export type OutboxNews =
  | { readonly type: "changed" }
  | { readonly type: "retry" }
  | { readonly type: "ended"; readonly row: OutboxRow; readonly outcome: Outcome };

/** How tabs share one outbox: one of them sends. */
export interface OutboxSharing {
  /** Calls `lead` once this tab is the one that sends. Returns what gives that up. */
  readonly elect: (lead: () => void) => () => void;
  readonly post: (news: OutboxNews) => void;
  /** Returns what ends that. */
  readonly listen: (hear: (news: OutboxNews) => void) => () => void;
}

/** A tab that is alone, or a browser without locks. */
export const alone: OutboxSharing = {
  elect: (lead) => {
    lead();
    return () => undefined;
  },
  post: () => undefined,
  listen: () => () => undefined,
};
