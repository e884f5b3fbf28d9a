import type { Clock } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Ids } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import type { SpacesActions } from "../spaces/actions.js";
import { type CalendarStore, calendarStore } from "./store.js";

/** What the calendar is given. */
export interface CalendarKit {
  readonly firebase: Firebase;
  readonly spaces: Pick<SpacesActions, "requireMember">;
  readonly publisher: Pick<Publisher, "append">;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** What the actions of the calendar work with. */
export interface CalendarDeps extends Omit<CalendarKit, "firebase" | "log"> {
  readonly store: CalendarStore;
}

export const calendarDeps = ({
  firebase,
  spaces,
  publisher,
  limits,
  clock,
  ids,
  log,
}: CalendarKit): CalendarDeps => ({
  store: calendarStore(firebase.firestore, log),
  spaces,
  publisher,
  limits,
  clock,
  ids,
});
