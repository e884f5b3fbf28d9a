import type { Directory } from "../auth/directory.js";
import { type Clock, seconds } from "../clock.js";
import { lazyCache } from "../concurrency/lazyCache.js";

/** Whether there is such an account, and it is not disabled; as of at most 30 s ago. */
export type InGoodStanding = (uid: string) => Promise<boolean>;

/** As long as an open stream takes to notice. */
const trustFor = seconds(30);
const remembered = 10_000;

export function inGoodStanding(directory: Directory, clock: Clock): InGoodStanding {
  const known = lazyCache<string, Promise<boolean>>({
    max: remembered,
    ttl: trustFor,
    ttlResolution: 0,
    perf: clock,
  });
  return (uid) => {
    const earlier = known.get(uid);
    if (earlier) return earlier;
    const asked = directory.find([uid]).then((accounts) => accounts.get(uid)?.disabled === false);
    known.set(uid, asked);
    asked.catch(() => {
      if (known.peek(uid) === asked) known.delete(uid);
    });
    return asked;
  };
}
