import { setTimeout as delay } from "node:timers/promises";

/** How long a refusal is held back, ms. */
const heldMs = 500;

/** How many refusals are held back at once: each holds one of the instance's concurrent requests. */
export interface HoldingBounds {
  readonly ofAccount: number;
  readonly inAll: number;
}

/** Of the 80 requests that `api` answers at once, and of the 1000 of `streams` and `sockets`. */
export const heldOn = (functionName: string | undefined): HoldingBounds =>
  functionName === "streams" || functionName === "sockets"
    ? { ofAccount: 200, inAll: 400 }
    : { ofAccount: 20, inAll: 40 };

/**
 * Backpressure on a program that repeats at once what was refused: its refusal comes after a moment. Resolves at once for
 * an account, or on an instance, of which many are held already.
 */
export function holding({ ofAccount, inAll }: HoldingBounds): (uid: string) => Promise<void> {
  const held = new Map<string, number>();
  let all = 0;
  return async (uid) => {
    const own = held.get(uid) ?? 0;
    if (own >= ofAccount || all >= inAll) return;
    held.set(uid, own + 1);
    all++;
    await delay(heldMs, undefined, { ref: false });
    all--;
    const left = (held.get(uid) ?? 1) - 1;
    if (left === 0) held.delete(uid);
    else held.set(uid, left);
  };
}
