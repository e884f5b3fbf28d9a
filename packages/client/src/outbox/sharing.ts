import type { Outcome, OutboxRow } from "./row.js";

/** What the tabs of a browser tell each other of their outbox. */
export type OutboxNews =
  | { readonly type: "changed" }
  | { readonly type: "retry" }
  /** Whether the tab that sends lives, and its answer. */
  | { readonly type: "asked" }
  | { readonly type: "alive" }
  | { readonly type: "dismissed"; readonly key: string }
  | { readonly type: "ended"; readonly row: OutboxRow; readonly outcome: Outcome };

/** How tabs share one outbox: one of them sends. */
export interface OutboxSharing {
  /** Calls `lead` once this tab is the one that sends, and `lost` if another one has taken that from it. */
  readonly elect: (lead: () => void, lost: () => void) => Election;
  readonly post: (news: OutboxNews) => void;
  /** Returns what ends that. */
  readonly listen: (hear: (news: OutboxNews) => void) => () => void;
}

export interface Election {
  readonly leave: () => void;
  /** Takes the place of the tab that sends. */
  readonly steal: () => void;
}

/** A tab that is alone, or a browser without locks. */
export const alone: OutboxSharing = {
  elect: (lead) => {
    lead();
    return { leave: () => undefined, steal: () => undefined };
  },
  post: () => undefined,
  listen: () => () => undefined,
};
