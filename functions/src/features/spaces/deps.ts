import type { Clock } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Ids } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { SetupQueue } from "../../platform/setup/queue.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import type { Names } from "../accounts/actions.js";
import { type MembershipCache, membershipCache } from "./members/membershipCache.js";
import { type DeletionsStore, deletionsStore } from "./deletion/store.js";
import { type SpacesStore, spacesStore } from "./store.js";

/** What spaces are given. */
export interface SpacesKit {
  readonly firebase: Firebase;
  readonly names: Pick<Names, "one">;
  readonly publisher: Pick<Publisher, "append" | "revoke" | "ensureRevoked" | "accessChanged">;
  readonly limits: RateLimits;
  /** What sets new spaces up; asked for once all features are built. */
  setups(): SetupQueue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** What the actions of spaces work with. */
export interface SpacesDeps extends Omit<SpacesKit, "firebase" | "log"> {
  readonly store: SpacesStore;
  readonly deletions: DeletionsStore;
  readonly members: MembershipCache;
}

export function spacesDeps(kit: SpacesKit): SpacesDeps {
  const { firebase, names, publisher, limits, setups, clock, ids, log } = kit;
  const store = spacesStore(firebase.firestore, log);
  const deletions = deletionsStore(firebase.firestore, log);
  const members = membershipCache({ member: store.member, deletion: deletions.deletion }, clock);
  return { store, deletions, members, names, publisher, limits, setups, clock, ids };
}
