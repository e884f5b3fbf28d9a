import type { ChangeProfile, Profile } from "@firecast/contract/accounts";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { notFound } from "../../platform/problems.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { Names } from "./names.js";
import type { StoredProfile } from "./schema.js";
import type { AccountsStore } from "./store.js";

interface Deps {
  store: AccountsStore;
  names: Names;
  ensure(uid: string): Promise<unknown>;
}

/** A user's own profile. */
export function ownProfile({ store, names, ensure }: Deps) {
  /** @throws Problem `not_found` for an account that is gone. */
  const read = async (uid: string) => {
    await ensure(uid);
    const [seen] = await store.profiles([uid]);
    if (!seen) throw notFound();
    return seen;
  };

  return {
    profile: async (uid: string): Promise<Profile> => toWire((await read(uid)).value),

    changeProfile: async (
      uid: string,
      change: ChangeProfile,
      request: IdempotentRequest<Profile> | undefined,
    ): Promise<Profile> => {
      const profile = await retryOnConflict(request, async () => {
        const seen = await read(uid);
        const changed = withChange(toWire(seen.value), change);
        await store.commit((batch) => {
          store.updateProfile(batch, seen, change);
          request?.record(batch, changed);
        });
        return changed;
      });
      names.learn(uid, Promise.resolve(profile.displayName ?? undefined));
      return profile;
    },
  };
}

const toWire = (stored: StoredProfile): Profile => {
  const { uid, displayName = null, avatarUrl = null, language = null, timeZone = null, createdAt } = stored;
  return { uid, displayName, avatarUrl, language, timeZone, createdAt };
};

function withChange(profile: Profile, change: ChangeProfile): Profile {
  const {
    displayName = profile.displayName,
    avatarUrl = profile.avatarUrl,
    language = profile.language,
    timeZone = profile.timeZone,
  } = change;
  return { ...profile, displayName, avatarUrl, language, timeZone };
}
