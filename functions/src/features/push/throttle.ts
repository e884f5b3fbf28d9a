import { toTimestamp } from "../../platform/clock.js";
import type { StoredThrottle } from "./schema.js";

/** When the user was last pushed something of this type, ms since the epoch. */
export function lastPushOf(throttle: StoredThrottle | undefined, type: string): number | undefined {
  const at = throttle?.lastPushAt[type];
  return at === undefined ? undefined : Date.parse(at);
}

export const pushedNow = (
  throttle: StoredThrottle | undefined,
  types: readonly string[],
  now: number,
): StoredThrottle => ({
  lastPushAt: {
    ...throttle?.lastPushAt,
    ...Object.fromEntries(types.map((type) => [type, toTimestamp(now)])),
  },
});
