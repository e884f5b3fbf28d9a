import { inGoodStanding, type InGoodStanding } from "../../platform/actions/standing.js";
import type { Directory } from "../../platform/auth/directory.js";
import type { Clock } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Ids } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { SpaceTemplate } from "../../platform/setup/order.js";
import type { SetupStep } from "../../platform/setup/step.js";
import type { WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { SpacesActions } from "../spaces/actions.js";
import { type SetupStore, setupStore } from "./store.js";

/** What set-ups are given. */
export interface SetupKit {
  readonly firebase: Firebase;
  readonly directory: Directory;
  readonly accounts: Pick<AccountsActions, "alert">;
  readonly spaces: Pick<SpacesActions, "requireMember">;
  readonly publisher: Pick<Publisher, "append">;
  readonly limits: RateLimits;
  readonly wakeUps: Pick<WakeUps, "add" | "announce">;
  /** The steps of all features that run; asked for once they are built. */
  setupSteps(): readonly SetupStep[];
  readonly templates: readonly SpaceTemplate[];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** What the actions of set-ups work with. */
export interface SetupDeps extends Omit<SetupKit, "firebase" | "directory" | "setupSteps"> {
  readonly store: SetupStore;
  readonly inGoodStanding: InGoodStanding;
  /** By name, in their order. */
  steps(): ReadonlyMap<string, SetupStep>;
}

export function setupDeps({ firebase, directory, setupSteps, ...kit }: SetupKit): SetupDeps {
  let known: ReadonlyMap<string, SetupStep> | undefined;
  return {
    ...kit,
    store: setupStore(firebase.firestore, kit.log),
    inGoodStanding: inGoodStanding(directory, kit.clock),
    steps: () => (known ??= inOrder(setupSteps())),
  };
}

/** @throws Error if two features contribute a step of the same name. */
export function inOrder(steps: readonly SetupStep[]): ReadonlyMap<string, SetupStep> {
  const sorted = [...steps].sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
  const byName = new Map(sorted.map((step) => [step.name, step]));
  if (byName.size !== steps.length) throw new Error("Two steps of set-ups have the same name");
  return byName;
}
