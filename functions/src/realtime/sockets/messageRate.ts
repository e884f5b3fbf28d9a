import type { Clock } from "../../platform/clock.js";

/** What one socket may send, pings included: a person types slower, and cursors are throttled. Times `REALTIME_RATE_FACTOR`. */
export const messageLimit = { burst: 100, perSecond: 25 } as const;

/** A token bucket of one socket: two numbers, for a thousand idle sockets have one each. */
export class MessageRate {
  private tokens: number;
  private at: number;

  constructor(
    private readonly clock: Clock,
    private readonly factor: number,
  ) {
    this.tokens = messageLimit.burst * factor;
    this.at = clock.now();
  }

  /** Whether one more may come now. */
  take(): boolean {
    const now = this.clock.now();
    const refill = (Math.max(0, now - this.at) * messageLimit.perSecond * this.factor) / 1000;
    this.tokens = Math.min(messageLimit.burst * this.factor, this.tokens + refill);
    this.at = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }
}
