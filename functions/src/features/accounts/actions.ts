import type { User } from "../../platform/auth/user.js";
import { toTimestamp } from "../../platform/clock.js";
import { createdNow } from "../../platform/firestore/ignoreConflict.js";
import type { IdPage } from "../../platform/firestore/idsAfter.js";
import { type AchievementKey, achievements } from "./achievements.js";
import type { AccountsDeps } from "./deps.js";
import type { Names } from "./names.js";

export { Achievement, OperatorsAnnouncement, Profile } from "./schema.js";
export type { AchievementKey } from "./achievements.js";
export type { Names } from "./names.js";

/** What other features may ask of accounts. */
export interface AccountsActions {
  /** Makes the profile of an account that Auth knows, unless there is one. */
  ensureProfile(uid: string): Promise<void>;
  /** Whether there is such an account, as this instance knows: one that ends is known for a while. */
  exists(uid: string): Promise<boolean>;
  /** To be called at each signed-in request. Costs it nothing: what there is to do is done beside it. */
  signedIn(user: User): void;
  readonly names: Names;
  /** uids of all users with a profile, in order, after `after`: `limit` of them, or fewer at the end. */
  usersAfter(page: IdPage): Promise<string[]>;
  /** The same of one organization. */
  usersOf(organizationId: string, page: IdPage): Promise<string[]>;
  usersWithAddress(addressHash: string): Promise<string[]>;
  /** As their profiles say, one for each uid in their order; undefined where a profile says none. */
  timeZonesOf(uids: readonly string[]): Promise<(string | undefined)[]>;
  /** Once: achieving it again changes nothing. */
  award(uid: string, key: AchievementKey): Promise<void>;
  /** Tells a user something that they must know (`system_alert`), once for each id. */
  alert(uid: string, alert: { id: string; title: string; body: string }): Promise<void>;
  /** Deletes the profile and all that lies under it. Safe to repeat. */
  forgetUser(uid: string): Promise<void>;
}

export const accountsActions = ({ store, names, profiles, clock }: AccountsDeps): AccountsActions => ({
  ensureProfile: async (uid) => {
    await profiles.ensure(uid);
  },
  exists: async (uid) => (await profiles.ensure(uid)) !== undefined,
  signedIn: profiles.signedIn,
  names,
  usersAfter: store.usersAfter,
  usersOf: store.usersOf,
  usersWithAddress: store.usersWithAddress,
  timeZonesOf: async (uids) => (await store.profiles(uids)).map((profile) => profile?.value.timeZone),
  award: async (uid, key) => {
    const { title } = achievements[key];
    await store.createAchievement(uid, { achievement: key, title, at: toTimestamp(clock.now()) });
  },
  alert: async (uid, alert) => {
    const createdAt = toTimestamp(clock.now());
    const create = store.commit((batch) => {
      store.createAnnouncement(batch, { ...alert, audience: { type: "users", uids: [uid] }, createdAt });
    });
    await createdNow(create);
  },
  forgetUser: async (uid) => {
    await store.deleteUser(uid);
    profiles.forget(uid);
  },
});
