import { setTimeout as delay } from "node:timers/promises";
import type { Limits } from "../../platform/http/limits/limits.js";

/** What one user may be sent of the past. */
export interface Replays {
  /** Counts bytes that were replayed. */
  sent(bytes: number): void;
  /** Undefined if more may be replayed now, else resolves when that may be so. */
  owed(): Promise<void> | undefined;
}

/** They count together with all else that the account is sent: a replay that is more than its share goes on later. */
export const replaysOf = (uid: string, limits: Pick<Limits, "sent" | "owesForMs">): Replays =>
  new AccountReplays(uid, limits);

class AccountReplays implements Replays {
  constructor(
    private readonly uid: string,
    private readonly limits: Pick<Limits, "sent" | "owesForMs">,
  ) {}

  sent(bytes: number): void {
    this.limits.sent(this.uid, bytes);
  }

  owed(): Promise<void> | undefined {
    const ms = this.limits.owesForMs(this.uid);
    return ms > 0 ? delay(ms, undefined, { ref: false }) : undefined;
  }
}
