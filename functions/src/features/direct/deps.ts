import type { Clock } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Ids } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import type { AccountsActions } from "../accounts/actions.js";
import { type DirectStore, directStore } from "./store.js";

/** What direct messages are given. */
export interface DirectKit {
  readonly firebase: Firebase;
  readonly accounts: Pick<AccountsActions, "exists">;
  readonly publisher: Pick<Publisher, "append" | "signal">;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Of whom a user hears nothing. Default: of no one, in a deployment without an inbox. */
  readonly blockedBy?: (uid: string) => Promise<ReadonlySet<string>>;
}

/** What the actions of direct messages work with. */
export interface DirectDeps extends Omit<DirectKit, "firebase" | "log" | "blockedBy"> {
  readonly store: DirectStore;
  blockedBy(uid: string): Promise<ReadonlySet<string>>;
}

const noUsers = (): Promise<ReadonlySet<string>> => Promise.resolve(new Set());

export const directDeps = ({ firebase, log, blockedBy = noUsers, ...kit }: DirectKit): DirectDeps => ({
  ...kit,
  store: directStore(firebase.firestore, log),
  blockedBy,
});
