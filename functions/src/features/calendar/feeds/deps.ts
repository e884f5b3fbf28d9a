import type { Clock } from "../../../platform/clock.js";
import type { Firebase } from "../../../platform/firebase.js";
import { type InTurn, inTurnOf } from "../../../platform/firestore/inTurn.js";
import type { Random } from "../../../platform/ids.js";
import type { Log } from "../../../platform/log.js";
import type { Settings } from "../../../platform/params.js";
import type { WakeUps } from "../../../platform/wakeUps/wakeUps.js";
import type { Publisher, RateLimits } from "../../../realtime/index.js";
import type { SpacesActions } from "../../spaces/actions.js";
import { type FeedStore, feedStore } from "./store.js";

/** What feeds are given. */
export interface FeedsKit {
  readonly firebase: Firebase;
  readonly spaces: Pick<SpacesActions, "requireMember">;
  readonly publisher: Pick<Publisher, "append">;
  readonly limits: RateLimits;
  readonly wakeUps: Pick<WakeUps, "add" | "announce">;
  readonly settings: Pick<Settings, "privateHosts">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** What the actions of feeds work with. */
export interface FeedsDeps extends Omit<FeedsKit, "firebase" | "settings" | "random"> {
  readonly store: FeedStore;
  /** Feeds of one space are added and removed one after the other. */
  readonly inTurn: InTurn;
  /** `host:port` of servers that are not public and may be asked for feeds all the same. */
  readonly privateHosts: readonly string[];
}

export const feedsDeps = ({ firebase, settings, random, ...kit }: FeedsKit): FeedsDeps => ({
  ...kit,
  store: feedStore(firebase.firestore, kit.log),
  inTurn: inTurnOf(random),
  privateHosts: settings.privateHosts,
});
