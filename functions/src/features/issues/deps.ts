import type { Firestore } from "firebase-admin/firestore";
import type { Directory } from "../../platform/auth/directory.js";
import type { Clock } from "../../platform/clock.js";
import { type InTurn, inTurnOf } from "../../platform/firestore/inTurn.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Ids, Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import { type Announcer, figuresAnnouncer } from "./announcements/announcer.js";
import { type Figures, figuresOf } from "./announcements/figures.js";
import { type HeatStore, heatStore } from "./heatmap/store.js";
import { type PlacesStore, placesStore } from "./places/store.js";
import { type RecountStore, recountStore } from "./recount/store.js";
import { type Room, roomIn } from "./rules/room.js";
import { type StatisticsStore, statisticsStore } from "./statistics/store.js";
import { type IssuesStore, issuesStore } from "./store.js";

/** What issues are given. */
export interface IssuesKit {
  readonly firebase: Firebase;
  readonly directory: Directory;
  readonly publisher: Pick<Publisher, "append" | "accessChanged">;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly log: Log;
}

/** What the actions of issues work with. */
export interface IssuesDeps extends Omit<IssuesKit, "firebase"> {
  readonly firestore: Firestore;
  readonly store: IssuesStore;
  readonly places: PlacesStore;
  readonly statistics: StatisticsStore;
  readonly heat: HeatStore;
  readonly figures: Figures;
  readonly announcer: Announcer;
  readonly room: Room;
  /** By issue, building or campus. */
  readonly inTurn: InTurn;
  readonly recounts: RecountStore;
}

export function issuesDeps(kit: IssuesKit): IssuesDeps {
  const { firebase, directory, publisher, limits, clock, ids, random, log } = kit;
  const { firestore } = firebase;
  const deps = {
    ...{ firestore, directory, publisher, limits, clock, ids, random, log },
    store: issuesStore(firestore, log),
    places: placesStore(firestore, log),
    statistics: statisticsStore(firestore, log),
    heat: heatStore(firestore, log),
    recounts: recountStore(firestore, log),
    inTurn: inTurnOf(random),
  };
  return { ...deps, figures: figuresOf(deps), announcer: figuresAnnouncer(deps), room: roomIn(deps) };
}
