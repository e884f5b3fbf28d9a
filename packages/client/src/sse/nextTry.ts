import { RequestProblem } from "../calls/problem.js";

export type NextTry =
  | { readonly type: "wait"; readonly afterMs: number }
  /** With a new token, at once. */
  | { readonly type: "renew" }
  | { readonly type: "end" };

interface Attempts {
  /** In a row; 0 where the stream ended without one. */
  readonly failures: number;
  /** As `retry:` said. */
  readonly firstWaitMs: number;
  /** As the frame `reconnect` said. */
  readonly comeBackAfter: number | undefined;
  /** Whether the last token was refused, so that this one was new. */
  readonly isTokenRefused: boolean;
  /** In [0, 1). */
  readonly random: number;
}

const longestMs = 30_000;

/** When a stream that has ended is opened again: as the server says, else by full jitter under caps that double. */
export function nextTry(error: unknown, attempts: Attempts): NextTry {
  const { failures, firstWaitMs, comeBackAfter, isTokenRefused, random } = attempts;
  if (error instanceof RequestProblem) {
    if (error.status === 401) return isTokenRefused ? { type: "end" } : { type: "renew" };
    if (!mayPass(error.status)) return { type: "end" };
  }
  if (comeBackAfter !== undefined) return { type: "wait", afterMs: comeBackAfter };
  const cap = Math.min(longestMs, firstWaitMs * 2 ** Math.max(0, failures - 1));
  const floor = error instanceof RequestProblem ? (error.retryAfterMs ?? 0) : 0;
  return { type: "wait", afterMs: Math.max(floor, Math.round(cap * random)) };
}

/** 204 is how a server ends an `EventSource`, and any other refusal would come again. */
const mayPass = (status: number): boolean => status === 408 || status === 429 || status >= 500;
