import { minutes } from "../clock.js";
import { nothingSpent, spend, spentLately, type Spending, untilAtMost } from "./spending.js";

/** `burst` events at once, `perMinute` in the long run. */
export interface MinuteLimit {
  readonly perMinute: number;
  readonly burst: number;
}

/**
 * A token bucket that also remembers the last minute: full, it would let twice its figure pass in a minute, at once and as
 * it refills, and there is nothing left to share among instances. Here no minute has more than one and a half times the figure.
 */
export interface Ledger {
  /** Below 0 if instances told of more than there was. */
  readonly tokens: number;
  /** When they were so many, ms since the epoch. */
  readonly at: number;
  readonly spent: Spending;
}

/** Of the figure, in any minute. With what instances do not tell, it stays below 2. */
const mostInAMinute = 1.5;

export const newLedger = ({ burst }: MinuteLimit, now: number): Ledger => ({
  tokens: burst,
  at: now,
  spent: nothingSpent,
});

/** Counts tokens, whether they are there or not. A debt is at most a minute's worth. */
export function charge(ledger: Ledger, limit: MinuteLimit, tokens: number, now: number): Ledger {
  const left = Math.max(-limit.perMinute, refilled(ledger, limit, now) - tokens);
  return { tokens: left, at: Math.max(now, ledger.at), spent: spend(ledger.spent, tokens, now) };
}

/** How many tokens may be spent now; below 0 in debt. */
export const available = (ledger: Ledger, limit: MinuteLimit, now: number): number =>
  Math.min(refilled(ledger, limit, now), minuteOf(limit) - spentLately(ledger.spent, now));

/** Until so many are available, ms; Infinity for more than there ever are. */
export function untilAvailable(ledger: Ledger, limit: MinuteLimit, tokens: number, now: number): number {
  if (tokens > limit.burst) return Infinity;
  const missing = Math.max(0, tokens - refilled(ledger, limit, now));
  const room = untilAtMost(ledger.spent, minuteOf(limit) - tokens, now);
  return Math.max((missing / limit.perMinute) * minutes(1), room);
}

const minuteOf = ({ perMinute, burst }: MinuteLimit): number => Math.max(perMinute * mostInAMinute, burst);

function refilled({ tokens, at }: Ledger, { burst, perMinute }: MinuteLimit, now: number): number {
  const passed = Math.max(0, now - at);
  return Math.min(burst, tokens + (passed / minutes(1)) * perMinute);
}

/** What an instance brings to the ledger that all share: what it let through, and what it would like to let through next. */
export interface Claim {
  readonly told: number;
  readonly wanted: number;
}

export interface Settlement {
  readonly ledger: Ledger;
  /** Of what was wanted; counted already. */
  readonly granted: number;
}

export function settle(
  seen: Ledger | undefined,
  limit: MinuteLimit,
  { told, wanted }: Claim,
  now: number,
): Settlement {
  const ledger = charge(seen ?? newLedger(limit, now), limit, told, now);
  const granted = Math.max(0, Math.min(wanted, Math.floor(available(ledger, limit, now))));
  return { ledger: charge(ledger, limit, granted, now), granted };
}
