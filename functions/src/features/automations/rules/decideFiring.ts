import { hours } from "../../../platform/clock.js";

/** Rules that may cause one another in a row; what comes of the last of them makes no rule fire. */
export const maxDepth = 3;
/** Firings of one rule within an hour, whichever hour one looks at. */
export const maxFiringsAnHour = 60;

const window = hours(1);

interface Asked {
  /** Of the cause: how many rules lie between it and a user. */
  readonly depth: number;
  /** When the rule has fired, ms since the epoch, the oldest first. */
  readonly recent: readonly number[];
  /** For when it fires now. */
  readonly now: number;
}

export type FiringDecision =
  | { readonly type: "fire"; readonly recent: readonly number[] }
  | { readonly type: "cut"; readonly reason: "depth" }
  /** `until`: no firing before that, ms since the epoch. */
  | { readonly type: "cut"; readonly reason: "rate"; readonly until: number };

/** Cuts loops: rules that cause one another by their depth, and those that go through another system by their rate. */
export function decideFiring({ depth, recent, now }: Asked): FiringDecision {
  if (depth >= maxDepth) return { type: "cut", reason: "depth" };
  const counted = recent.filter((at) => at > now - window);
  const [oldest] = counted;
  if (oldest !== undefined && counted.length >= maxFiringsAnHour) {
    return { type: "cut", reason: "rate", until: oldest + window };
  }
  return { type: "fire", recent: [...counted, now].sort((a, b) => a - b) };
}
