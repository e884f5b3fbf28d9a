import type { ChangeProfile, Profile } from "@firecast/contract/accounts";
import { channelOf } from "@firecast/contract/core/channel";
import { userChannel } from "@firecast/contract/realtime";
import type { User } from "../../platform/auth/user.js";
import type { Call } from "../../platform/call.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import { notFound } from "../../platform/problems.js";
import type { AccountsDeps } from "./deps.js";
import type { StoredProfile } from "./schema.js";

/** The user's own profile. */
export const readProfile = async (deps: AccountsDeps, { uid }: User): Promise<Profile> =>
  toWire((await seenProfile(deps, uid)).value);

interface ProfileChange extends Call<Profile> {
  readonly change: ChangeProfile;
}

export async function changeProfile(
  deps: AccountsDeps,
  { user: { uid }, change, request }: ProfileChange,
): Promise<Profile> {
  const { store, names, limits } = deps;
  await limits.take(uid, channelOf(userChannel, { uid }));
  const profile = await retryOnConflict(request, async () => {
    const seen = await seenProfile(deps, uid);
    const changed = withChange(toWire(seen.value), change);
    await store.commit((batch) => {
      store.updateProfile(batch, seen, change);
      request?.record(batch, changed);
    });
    return changed;
  });
  names.learn(uid, Promise.resolve(profile.displayName ?? undefined));
  return profile;
}

/** @throws Problem `not_found` for an account that is gone. */
async function seenProfile(
  { store, profiles }: Pick<AccountsDeps, "store" | "profiles">,
  uid: string,
): Promise<Versioned<StoredProfile>> {
  await profiles.ensure(uid);
  const [seen] = await store.profiles([uid]);
  if (!seen) throw notFound();
  return seen;
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
