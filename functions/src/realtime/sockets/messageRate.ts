/** What one socket may send, pings included: a person types slower, and cursors are throttled. Times `REALTIME_RATE_FACTOR`. */
export const messageLimit = { burst: 100, perSecond: 25 } as const;

/**
 * A token bucket as one number, for a thousand idle sockets have one each: the time at which it is full again, ms since the
 * epoch, at first 0 (https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm). Gives the time after one more message, or undefined
 * if none may come now.
 */
export function afterOneMore(fullAt: number, now: number, factor: number): number | undefined {
  const eachMs = 1000 / (messageLimit.perSecond * factor);
  const emptyMs = (1000 * messageLimit.burst) / messageLimit.perSecond;
  // A clock that is set back gives nothing, and does not take more than there is.
  const missingMs = Math.min(Math.max(0, fullAt - now), emptyMs) + eachMs;
  return missingMs > emptyMs + eachMs / 2 ? undefined : now + missingMs;
}
