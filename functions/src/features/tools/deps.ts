import type { Clock } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Ids } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { RateLimits } from "../../realtime/index.js";
import type { SpacesActions } from "../spaces/actions.js";
import { type ToolsStore, toolsStore } from "./store.js";

/** What tools are given. */
export interface ToolsKit {
  readonly firebase: Firebase;
  readonly spaces: Pick<SpacesActions, "requireMember" | "isMemberOfAny" | "activeSpacesOf">;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** What the actions of tools work with. */
export interface ToolsDeps extends Omit<ToolsKit, "firebase" | "log"> {
  readonly store: ToolsStore;
}

export const toolsDeps = ({ firebase, spaces, limits, clock, ids, log }: ToolsKit): ToolsDeps => ({
  store: toolsStore(firebase.firestore, log),
  spaces,
  limits,
  clock,
  ids,
});
