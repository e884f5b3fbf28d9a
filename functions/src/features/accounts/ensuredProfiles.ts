import type { Directory } from "../../platform/auth/directory.js";
import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import { lazyCache } from "../../platform/concurrency/lazyCache.js";
import type { Log } from "../../platform/log.js";
import type { Names } from "./names.js";
import { addressHashOf, factsOf, type ProfileFacts } from "./profileFacts.js";
import type { AuthFacts, StoredProfile } from "./schema.js";
import type { AccountsStore } from "./store.js";

/** Users whose profile this instance has seen: spares the read at each further call. */
const remembered = 20_000;

interface Deps {
  store: AccountsStore;
  directory: Directory;
  names: Names;
  clock: Clock;
  log: Log;
}

/** Profiles that exist, and say of the organization and the address of a user what Firebase Auth says. */
export interface EnsuredProfiles {
  /** Makes the profile unless there is one. Undefined for an account that is unknown or disabled. */
  ensure(uid: string): Promise<StoredProfile | undefined>;
  /** The same beside a request of the user, which does not wait for it; other requests find the user's name meanwhile. */
  signedIn(user: User): void;
  /** What this instance knew of the user has changed. */
  forget(uid: string): void;
}

/** Memoized: a user whom this instance knows costs no read. */
export function ensuredProfiles({ store, directory, names, clock, log }: Deps): EnsuredProfiles {
  const seen = lazyCache<string, Promise<StoredProfile | undefined>>({ max: remembered });

  const authFacts = async (uid: string): Promise<ProfileFacts | undefined> => {
    const account = (await directory.find([uid])).get(uid);
    return account && !account.disabled ? factsOf(account) : undefined;
  };

  const make = async (uid: string): Promise<StoredProfile | undefined> => {
    const account = await authFacts(uid);
    // Gone meanwhile: a profile would outlive its account.
    if (!account) return undefined;
    const { displayName = null } = account;
    const profile = { uid, createdAt: toTimestamp(clock.now()), ...account, displayName };
    if (await store.createProfile(profile)) return profile;
    return (await store.profiles([uid]))[0]?.value;
  };

  /** A token may be older than what is stored, so what differs is asked of Auth itself. */
  const follow = async (profile: StoredProfile): Promise<StoredProfile> => {
    const account = await authFacts(profile.uid);
    const { organizationId, addressHash } = account ?? {};
    if (!account || (isSame(profile, account) && profile.displayName !== undefined)) return profile;
    // A profile from before there were names gets one; a name that the user changed or took away stays so.
    const displayName = profile.displayName === undefined ? (account.displayName ?? null) : undefined;
    await store.updateFacts({ ...profile, organizationId, addressHash, displayName });
    return { ...profile, organizationId, addressHash, displayName: displayName ?? profile.displayName };
  };

  const arrive = (uid: string, claims?: AuthFacts): Promise<StoredProfile | undefined> => {
    const key = claims ? `${uid} ${claims.organizationId ?? ""} ${claims.addressHash ?? ""}` : uid;
    const earlier = seen.get(key);
    if (earlier) return earlier;
    const arrival = (async () => {
      const profile = (await store.profiles([uid]))[0]?.value;
      if (!profile) return make(uid);
      const isKnown = profile.displayName !== undefined && (!claims || isSame(profile, claims));
      return isKnown ? profile : follow(profile);
    })();
    seen.set(key, arrival);
    names.learn(
      uid,
      arrival.then((profile) => profile?.displayName ?? undefined),
    );
    const forget = (): void => {
      if (seen.peek(key) === arrival) seen.delete(key);
    };
    arrival.then((profile) => {
      if (!profile) forget();
    }, forget);
    return arrival;
  };

  return {
    ensure: (uid) => arrive(uid),

    forget: (uid: string): void => {
      for (const key of seen.keys()) if (key === uid || key.startsWith(`${uid} `)) seen.delete(key);
    },

    signedIn: (user: User): void => {
      const { uid, organizationId } = user;
      arrive(uid, { organizationId, addressHash: addressHashOf(user) }).catch((error: unknown) => {
        log.error("profile.not_ensured", error, { uid });
      });
    },
  };
}

const isSame = (a: AuthFacts, b: AuthFacts): boolean =>
  a.organizationId === b.organizationId && a.addressHash === b.addressHash;
