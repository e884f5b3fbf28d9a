import type { Directory } from "../../platform/auth/directory.js";
import type { Clock } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Ids } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { RateLimits } from "../../realtime/index.js";
import { type EnsuredProfiles, ensuredProfiles } from "./ensuredProfiles.js";
import { type Names, userNames } from "./names.js";
import { type AccountsStore, accountsStore } from "./store.js";

/** What accounts are given. */
export interface AccountsKit {
  readonly firebase: Firebase;
  readonly directory: Directory;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** What the actions of accounts work with. */
export interface AccountsDeps extends Omit<AccountsKit, "firebase" | "directory" | "log"> {
  readonly store: AccountsStore;
  readonly names: Names;
  readonly profiles: EnsuredProfiles;
}

export function accountsDeps({ firebase, directory, limits, clock, ids, log }: AccountsKit): AccountsDeps {
  const store = accountsStore(firebase.firestore, log);
  const names = userNames(store, clock, log);
  const profiles = ensuredProfiles({ store, directory, names, clock, log });
  return { store, names, profiles, limits, clock, ids };
}
