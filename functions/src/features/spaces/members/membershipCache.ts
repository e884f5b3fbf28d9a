import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import type { Member } from "@firecast/contract/space/spaces";
import type { Clock } from "../../../platform/clock.js";
import type { Membership } from "../../../realtime/index.js";
import { deletedSpaces, trustedFor } from "../deletion/deletedSpaces.js";
import type { DeletionsStore } from "../deletion/store.js";
import type { SpacesStore } from "../store.js";

/** Active members, as they were at most 1 s ago. */
export interface MembershipCache extends Membership {
  of(uid: string, spaceId: string): Promise<Member | undefined>;
  /** What this instance knew of the user has changed. */
  forget(uid: string, spaceId: string): void;
  /** Whether the space is being deleted: a user who is noted as its member is none any more. */
  isDeleted(spaceId: string): Promise<boolean>;
  forgetSpace(spaceId: string): void;
}

const remembered = 50_000;

/**
 * Remembers the reads themselves, so callers at the same time share one. The second counts from when the read began. A
 * "no" is not kept: a user who joins on one instance is a member on all of them at once.
 */
export function membershipCache(
  store: Pick<SpacesStore, "member"> & Pick<DeletionsStore, "deletion">,
  clock: Clock,
): MembershipCache {
  const reads = lazyCache<string, Promise<Member | undefined>>({
    max: remembered,
    ttl: trustedFor,
    ttlResolution: 0,
    perf: clock,
  });
  const deleted = deletedSpaces(store, clock);
  const keyOf = (uid: string, spaceId: string): string => `${spaceId} ${uid}`;

  const read = async (uid: string, spaceId: string): Promise<Member | undefined> => {
    const [seen, isDeleted] = await Promise.all([store.member(spaceId, uid), deleted.has(spaceId)]);
    return seen?.value.status === "active" && !isDeleted ? seen.value : undefined;
  };

  const of = async (uid: string, spaceId: string): Promise<Member | undefined> => {
    const key = keyOf(uid, spaceId);
    const known = reads.get(key);
    if (known) return known;
    const reading = read(uid, spaceId);
    reads.set(key, reading);
    const dropUnlessMember = (member?: Member): void => {
      // Only this read: after a `forget` another one may have begun.
      if (!member && reads.peek(key) === reading) reads.delete(key);
    };
    reading.then(dropUnlessMember, () => {
      dropUnlessMember();
    });
    return reading;
  };

  return {
    of,
    isMember: async (uid, spaceId) => (await of(uid, spaceId)) !== undefined,
    forget: (uid, spaceId) => {
      reads.delete(keyOf(uid, spaceId));
      deleted.forget(spaceId);
    },
    isDeleted: deleted.has,
    forgetSpace: deleted.forget,
  };
}
