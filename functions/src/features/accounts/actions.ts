import { LRUCache } from "lru-cache";
import type { Announcement, CreateAnnouncement } from "../../contract/accounts.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import { created } from "../../platform/http/endpoint.js";
import type { Keyed } from "../../platform/idempotency.js";
import type { Ids } from "../../platform/ids.js";
import { type AchievementKey, achievements } from "./achievements.js";
import { accountsStore } from "./store.js";

export { Achievement, OperatorsAnnouncement, Profile } from "./schema.js";
export type { AchievementKey } from "./achievements.js";

export interface Deps {
  firebase: Firebase;
  clock: Clock;
  ids: Ids;
}

export type AccountsActions = ReturnType<typeof accountsActions>;

/** Users whose profile this instance has seen made: spares a write at each further call. */
const remembered = 10_000;

/** What a user's account holds, beside what Firebase Auth knows. */
export function accountsActions({ firebase, clock, ids }: Deps) {
  const store = accountsStore(firebase.firestore);
  const known = new LRUCache<string, true>({ max: remembered });
  const now = (): string => toTimestamp(clock.now());

  return {
    /** To be called wherever a user comes in: whoever was there before stays as they are. */
    ensureProfile: async (uid: string): Promise<void> => {
      if (known.has(uid)) return;
      await store.createProfile({ uid, createdAt: now() });
      known.set(uid, true);
    },

    /** uids of everybody with a profile, in order, after `after`: `limit` of them, or fewer at the end. */
    usersAfter: store.usersAfter,

    /** Once: achieving it again changes nothing. */
    award: async (uid: string, key: AchievementKey): Promise<void> => {
      await store.createAchievement(uid, { achievement: key, title: achievements[key].title, at: now() });
    },

    announce: async (draft: CreateAnnouncement, keyed: Keyed | undefined): Promise<Announcement> => {
      const announcement = { id: ids.next(), ...draft, createdAt: now() };
      await store.createAnnouncement(announcement, (batch) => {
        keyed?.remember(batch, created(announcement));
      });
      return announcement;
    },
  };
}
