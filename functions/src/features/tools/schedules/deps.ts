import type { Performer } from "../../../platform/actions/performer.js";
import type { Clock } from "../../../platform/clock.js";
import type { Firebase } from "../../../platform/firebase.js";
import type { Ids } from "../../../platform/ids.js";
import type { Log } from "../../../platform/log.js";
import type { RateLimits } from "../../../realtime/index.js";
import type { AccountsActions } from "../../accounts/actions.js";
import type { ToolsDeps } from "../deps.js";
import { type SchedulesStore, schedulesStore } from "./store.js";

/** What schedules are given. */
export interface SchedulesKit {
  readonly firebase: Firebase;
  readonly performer: Performer;
  readonly accounts: Pick<AccountsActions, "alert">;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** What the actions of schedules work with. */
export interface SchedulesDeps extends Omit<SchedulesKit, "firebase"> {
  readonly store: SchedulesStore;
  /** Whose schedules they are. */
  readonly tools: ToolsDeps;
}

export function schedulesDeps(kit: SchedulesKit, tools: ToolsDeps): SchedulesDeps {
  const { firebase, performer, accounts, limits, clock, ids, log } = kit;
  const store = schedulesStore(firebase.firestore, log);
  return { store, tools, performer, accounts, limits, clock, ids, log };
}
