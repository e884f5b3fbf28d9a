import type { Performer } from "../../platform/actions/performer.js";
import type { Clock } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import { type InTurn, inTurnOf } from "../../platform/firestore/inTurn.js";
import type { HappeningRegistry } from "../../platform/happenings/happeningRegistry.js";
import type { Lookup } from "../../platform/happenings/listener.js";
import type { Ids, Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { SpacesActions } from "../spaces/actions.js";
import { type KnownRules, knownRules } from "./firings/knownRules.js";
import { type AutomationsStore, automationsStore } from "./store.js";

/** What automations are given. */
export interface AutomationsKit {
  readonly firebase: Firebase;
  readonly spaces: Pick<SpacesActions, "requireMember" | "membersAfter">;
  readonly accounts: Pick<AccountsActions, "alert">;
  readonly performer: Performer;
  readonly happenings: HappeningRegistry;
  readonly lookups: () => readonly Lookup[];
  readonly publisher: Pick<Publisher, "append">;
  readonly limits: RateLimits;
  readonly wakeUps: Pick<WakeUps, "schedule">;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly log: Log;
}

/** What the actions of automations work with. */
export interface AutomationsDeps extends Omit<AutomationsKit, "firebase" | "random"> {
  readonly store: AutomationsStore;
  /** What the rules of spaces wait for, as this instance knows. */
  readonly known: KnownRules;
  /** Firings of one rule are begun one after the other. */
  readonly inTurn: InTurn;
}

export function automationsDeps({ firebase, random, ...kit }: AutomationsKit): AutomationsDeps {
  const store = automationsStore(firebase.firestore, kit.log);
  return { ...kit, store, known: knownRules(store, kit.clock), inTurn: inTurnOf(random) };
}
