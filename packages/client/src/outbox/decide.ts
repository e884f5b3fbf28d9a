import type { OutboxRow } from "./row.js";

/** What came of an attempt to send a row: the server's problem, or no answer at all. */
export interface Failure {
  /** HTTP status; undefined where the network gave none. */
  readonly status?: number;
  /** From `Retry-After`. */
  readonly retryAfterMs?: number;
}

export type AfterFailure =
  | { readonly type: "retry"; readonly afterMs: number }
  /** Nothing is sent before the user is signed in again. */
  | { readonly type: "sign-in" }
  | { readonly type: "refuse" };

/** The server knows keys for 24 h; an hour is for clocks that differ and requests that are slow. */
const sendWithinMs = 23 * 3_600_000;

/** Whether a repeat can no longer be told from a new write. */
export const isTooOld = ({ at }: Pick<OutboxRow, "at">, now: number): boolean => now - at > sendWithinMs;

const capsMs = [1000, 2000, 4000, 8000, 16_000, 30_000];

/** Full jitter: `random` in [0, 1) spreads writers that failed together. `attempt` counts from 1. */
export function decideAfterFailure(
  failure: Failure,
  { attempt, random }: { attempt: number; random: number },
): AfterFailure {
  if (failure.status === 401) return { type: "sign-in" };
  if (!isTransient(failure.status)) return { type: "refuse" };
  const cap = capsMs[Math.min(attempt, capsMs.length) - 1] ?? 1000;
  return { type: "retry", afterMs: Math.max(failure.retryAfterMs ?? 0, Math.round(cap * random)) };
}

/** 408: the body did not arrive in time. 500 and 502 may have taken effect; the same key makes it once. */
const isTransient = (status: number | undefined): boolean =>
  status === undefined || status === 408 || status === 429 || status >= 500;
