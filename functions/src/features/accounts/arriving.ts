import { lazyCache } from "../../platform/concurrency/lazyCache.js";
import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Log } from "../../platform/log.js";
import { addressHashOf, authProfile } from "./authFacts.js";
import type { Names } from "./names.js";
import type { AuthFacts, StoredProfile } from "./schema.js";
import type { AccountsStore } from "./store.js";

/** Users whose profile this instance has seen: spares the read at each further call. */
const remembered = 20_000;

interface Deps {
  store: AccountsStore;
  firebase: Firebase;
  names: Names;
  clock: Clock;
  log: Log;
}

/** Everybody who comes in has a profile from then on, and it says of their organization and address what Auth says. */
export function arriving({ store, firebase, names, clock, log }: Deps) {
  const seen = lazyCache<string, Promise<StoredProfile | undefined>>({ max: remembered });

  const make = async (uid: string): Promise<StoredProfile | undefined> => {
    const account = await authProfile(firebase, uid);
    // Gone meanwhile: a profile would outlive its account.
    if (!account) return undefined;
    const { displayName = null } = account;
    const profile = { uid, createdAt: toTimestamp(clock.now()), ...account, displayName };
    if (await store.createProfile(profile)) return profile;
    return (await store.profiles([uid]))[0]?.value;
  };

  /** A token may be older than what is stored, so what differs is asked of Auth itself. */
  const follow = async (profile: StoredProfile): Promise<StoredProfile> => {
    const account = await authProfile(firebase, profile.uid);
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
    ensure: arrive,

    forget: (uid: string): void => {
      for (const key of seen.keys()) if (key === uid || key.startsWith(`${uid} `)) seen.delete(key);
    },

    /** Beside the request, which does not wait for it; other requests find the user's name meanwhile. */
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
