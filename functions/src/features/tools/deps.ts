import type { Firestore } from "firebase-admin/firestore";
import type { Clock } from "../../platform/clock.js";
import { type ShardedCounter, shardedCounter } from "../../platform/counters/shardedCounter.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Ids, Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { SpacesActions } from "../spaces/actions.js";
import { usesDocument } from "./paths.js";
import { type SeenTools, seenTools } from "./access/seenTools.js";
import { type StatesStore, statesStore } from "./state/store.js";
import { type ToolStates, toolStates } from "./state/toolStates.js";
import { type ToolsStore, toolsStore } from "./store.js";

/** What tools are given. */
export interface ToolsKit {
  readonly firebase: Firebase;
  readonly spaces: Pick<SpacesActions, "requireMember" | "isMemberOfAny" | "activeSpacesOf" | "membersAfter">;
  readonly accounts: Pick<AccountsActions, "alert">;
  readonly publisher: Pick<Publisher, "append" | "accessChanged">;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly log: Log;
}

/** What the actions of tools work with. */
export interface ToolsDeps extends Omit<ToolsKit, "firebase" | "random" | "log"> {
  readonly firestore: Firestore;
  readonly store: ToolsStore;
  readonly seen: SeenTools;
  /** How often each tool was used. */
  readonly uses: ShardedCounter;
  readonly statesStore: StatesStore;
  readonly states: ToolStates;
}

/** A page of a list reads the shards of all its tools. */
const usesShards = 4;

export function toolsDeps(kit: ToolsKit): ToolsDeps {
  const { firebase, accounts, spaces, publisher, limits, clock, ids, random, log } = kit;
  const { firestore } = firebase;
  const store = toolsStore(firestore, log);
  const states = statesStore(firestore, log);
  const collection = (toolId: string) => usesDocument.collection(firestore, { toolId });
  return {
    firestore,
    store,
    seen: seenTools({ store, spaces }, clock),
    uses: shardedCounter({
      firestore,
      collection,
      shards: usesShards,
      marksChanges: true,
      clock,
      ids,
      random,
      log,
    }),
    statesStore: states,
    states: toolStates({ store: states, publisher }),
    accounts,
    spaces,
    publisher,
    limits,
    clock,
    ids,
  };
}
