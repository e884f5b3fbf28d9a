import { minutes, seconds } from "../clock.js";

/** How one collection of wake-ups is worked off. */
export interface Policy {
  readonly collection: string;
  /** The function that alarms of a kind call, and its queue. */
  readonly queueOf: (kind: string) => string;
  /** Longer than handlers take, ms. After that another one tries, in case the process of this one has died. */
  readonly leaseMs: number;
  readonly maxAttempts: number;
  /** Between two attempts, ms. */
  readonly longestWaitMs: number;
  /** How long after its time the sweep leaves a wake-up to its alarm, ms. */
  readonly sweptAfterMs: number;
  /** How many the sweep does at once. */
  readonly sweptAtOnce: number;
}

/** Small things that are due at a time: tried ten times, in about a quarter of an hour. */
export const wakeUpPolicy: Policy = {
  collection: "wakeUps",
  queueOf: () => wakeUpQueue,
  leaseMs: seconds(30),
  maxAttempts: 10,
  longestWaitMs: minutes(10),
  sweptAfterMs: 0,
  sweptAtOnce: 10,
};

export const wakeUpQueue = "wakeUp";
