import { type Clock, seconds } from "../../../platform/clock.js";
import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import type { DeletionsStore } from "./store.js";

/** Which spaces are being deleted, as of at most `trustedFor` ago: their members are there for a while, and count no more. */
export interface DeletedSpaces {
  has(spaceId: string): Promise<boolean>;
  /** What this instance knew has changed. */
  forget(spaceId: string): void;
}

/** How long an instance believes what it has read of spaces and their members, ms. */
export const trustedFor = seconds(1);
const remembered = 10_000;

/** All requests about one space share a read. */
export function deletedSpaces(store: Pick<DeletionsStore, "deletion">, clock: Clock): DeletedSpaces {
  const reads = lazyCache<string, Promise<boolean>>({
    max: remembered,
    ttl: trustedFor,
    ttlResolution: 0,
    perf: clock,
  });
  return {
    has: (spaceId) => {
      const known = reads.get(spaceId);
      if (known) return known;
      const reading = store.deletion(spaceId).then((seen) => seen !== undefined);
      reads.set(spaceId, reading);
      reading.catch(() => {
        if (reads.peek(spaceId) === reading) reads.delete(spaceId);
      });
      return reading;
    },
    forget: (spaceId) => void reads.delete(spaceId),
  };
}
