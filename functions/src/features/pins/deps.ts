import type { Clock } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Ids, Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import { type ViewsAnnouncer, viewsAnnouncer } from "./announceViews.js";
import { type PinAccess, pinAccess } from "./pinAccess.js";
import { type PinViewCounter, pinViewCounter } from "./pinViews.js";
import { type PinsStore, pinsStore } from "./store.js";

/** What pins are given. */
export interface PinsKit {
  readonly firebase: Firebase;
  readonly publisher: Pick<Publisher, "append" | "signal" | "accessChanged">;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly log: Log;
}

/** What the actions of pins work with. */
export interface PinsDeps extends Omit<PinsKit, "firebase" | "random"> {
  readonly store: PinsStore;
  readonly access: PinAccess;
  readonly views: PinViewCounter;
  readonly announcer: ViewsAnnouncer;
}

export function pinsDeps(kit: PinsKit): PinsDeps {
  const { firebase, publisher, limits, clock, ids, random, log } = kit;
  const store = pinsStore(firebase.firestore, log);
  const views = pinViewCounter(kit);
  return {
    store,
    access: pinAccess(store, clock),
    views,
    announcer: viewsAnnouncer({ store, views, publisher, clock, random, log }),
    publisher,
    limits,
    clock,
    ids,
    log,
  };
}
