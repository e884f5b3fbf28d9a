import type { Announcement, ChangeProfile, CreateAnnouncement, Profile } from "@firecast/contract/accounts";
import { channelOf } from "@firecast/contract/channel";
import { userChannel } from "@firecast/contract/realtime";
import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import type { Ids } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { RateLimits } from "../../realtime/index.js";
import { type AchievementKey, achievements } from "./achievements.js";
import { arriving } from "./arriving.js";
import { userNames } from "./names.js";
import { ownProfile } from "./profile.js";
import { accountsStore } from "./store.js";

export { Achievement, OperatorsAnnouncement, Profile } from "./schema.js";
export type { AchievementKey } from "./achievements.js";
export type { Names } from "./names.js";

export interface Deps {
  firebase: Firebase;
  clock: Clock;
  ids: Ids;
  limits: RateLimits;
  log: Log;
}

export type AccountsActions = ReturnType<typeof accountsActions>;

/** What a user's account holds, beside what Firebase Auth knows. */
export function accountsActions({ firebase, clock, ids, limits, log }: Deps) {
  const store = accountsStore(firebase.firestore, log);
  const names = userNames(store, clock, log);
  const { ensure, signedIn, forget } = arriving({ store, firebase, names, clock, log });
  const { profile, changeProfile } = ownProfile({ store, names, ensure });
  const now = (): string => toTimestamp(clock.now());

  return {
    /** Makes the profile of an account that Auth knows, unless there is one. */
    ensureProfile: async (uid: string): Promise<void> => {
      await ensure(uid);
    },

    /** To be called at each signed-in request. Costs it nothing: what there is to do is done beside it. */
    signedIn,

    names,
    profile,
    forgetUser: async (uid: string): Promise<void> => {
      await store.deleteUser(uid);
      forget(uid);
    },

    changeProfile: (
      user: User,
      change: ChangeProfile,
      request: IdempotentRequest<Profile> | undefined,
    ): Promise<Profile> => {
      limits.take(user.uid, channelOf(userChannel, { uid: user.uid }));
      return changeProfile(user.uid, change, request);
    },

    /** uids of everybody with a profile, in order, after `after`: `limit` of them, or fewer at the end. */
    usersAfter: store.usersAfter,
    /** The same of one organization. */
    usersOf: store.usersOf,
    usersWithAddress: store.usersWithAddress,

    /** Once: achieving it again changes nothing. */
    award: async (uid: string, key: AchievementKey): Promise<void> => {
      await store.createAchievement(uid, { achievement: key, title: achievements[key].title, at: now() });
    },

    announce: async (
      draft: CreateAnnouncement,
      request: IdempotentRequest<Announcement> | undefined,
    ): Promise<Announcement> => {
      const announcement = { id: ids.next(), ...draft, createdAt: now() };
      await store.createAnnouncement(announcement, (batch) => {
        request?.record(batch, announcement);
      });
      return announcement;
    },
  };
}
