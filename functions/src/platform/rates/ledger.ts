import { minutes, seconds } from "../clock.js";
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
  /** When some were last added, or the first was spent, ms since the epoch. */
  readonly at: number;
  readonly spent: Spending;
}

/**
 * Tokens come in steps: who has spent all waits for some together. One by one, they would have a caller who hammers ask, and
 * instances talk to each other, for each.
 */
const longestStep = seconds(5);
/** Of the time in which an empty bucket is full again: who keeps to the figure never finds it empty. */
const stepShare = 1 / 4;

/** Of the figure, in any minute. With what instances do not tell, it stays below 2. */
const mostInAMinute = 1.5;

/** Thirds of a token that add up to one are one. */
const rounding = 1e-6;

export const newLedger = ({ burst }: MinuteLimit, now: number): Ledger => ({
  tokens: burst,
  at: now,
  spent: nothingSpent,
});

/** Counts tokens, whether they are there or not. A debt is at most a minute's worth. */
export function charge(ledger: Ledger, limit: MinuteLimit, tokens: number, now: number): Ledger {
  const { tokens: there, at } = refilled(ledger, limit, now);
  const left = Math.max(-limit.perMinute, there - tokens);
  return { tokens: left, at, spent: spend(ledger.spent, tokens, now) };
}

/** How many tokens may be spent now; below 0 in debt. */
export const available = (ledger: Ledger, limit: MinuteLimit, now: number): number =>
  Math.min(refilled(ledger, limit, now).tokens, minuteOf(limit) - spentLately(ledger.spent, now)) +
  2 * rounding;

/** Until so many are available, ms; Infinity for more than there ever are. */
export function untilAvailable(ledger: Ledger, limit: MinuteLimit, tokens: number, now: number): number {
  if (tokens > limit.burst) return Infinity;
  const { tokens: there, at } = refilled(ledger, limit, now);
  const step = stepOf(limit);
  const steps = Math.ceil(Math.max(0, tokens - there - rounding) / tokensIn(step, limit));
  const room = untilAtMost(ledger.spent, minuteOf(limit) - tokens, now);
  return Math.max(steps === 0 ? 0 : at + steps * step - now, room);
}

const minuteOf = ({ perMinute, burst }: MinuteLimit): number => Math.max(perMinute * mostInAMinute, burst);

const stepOf = ({ burst, perMinute }: MinuteLimit): number =>
  Math.min(longestStep, (burst / perMinute) * minutes(1) * stepShare);

const tokensIn = (ms: number, { perMinute }: MinuteLimit): number => (ms / minutes(1)) * perMinute;

/** A clock that is set back takes nothing away. */
function refilled({ tokens, at }: Ledger, limit: MinuteLimit, now: number): { tokens: number; at: number } {
  const step = stepOf(limit);
  const steps = Math.max(0, Math.floor((now - at) / step));
  const there = tokens + tokensIn(steps * step, limit);
  // A full bucket begins its next step when something is taken out of it.
  return there < limit.burst
    ? { tokens: there, at: at + steps * step }
    : { tokens: limit.burst, at: Math.max(at, now) };
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
