import type { Firestore } from "firebase-admin/firestore";
import { type Clock, seconds } from "../../platform/clock.js";
import { memoizeFor } from "../../platform/concurrency/memoizeFor.js";
import { within } from "../../platform/firestore/grpc.js";
import type { Log } from "../../platform/log.js";
import { meterProcess } from "../../platform/meters/processMeters.js";
import type { Meters } from "../../platform/meters/meters.js";
import { processLoad } from "../../platform/meters/processLoad.js";
import type { Access } from "../access.js";
import type { Hub } from "../hub/hub.js";
import { eventDocument } from "../log/event.js";
import type { LogReader } from "../log/reader.js";
import type { Measured } from "../measured.js";
import type { Publisher } from "../publisher.js";
import type { SessionRegistry } from "../session/sessionRegistry.js";
import { activeOn } from "./activeUsers.js";
import { occupancyOf } from "./occupancy.js";
import { RateWindow } from "./rates.js";
import { figuresDocument, type FigureSnapshots, figureSnapshots, type InstanceFigures } from "./snapshots.js";
import { meterSessions } from "./streamMeters.js";
import { tellHealth } from "./tellHealth.js";
import { notSoonerThan, tellActiveUsers } from "./tellActiveUsers.js";

export interface OperationsDeps {
  firestore: Firestore;
  clock: Clock;
  log: Log;
  instanceId: string;
  /** Names what the process serves. */
  served: string;
  meters: Meters;
  measured: Measured;
  hub: Pick<Hub, "hears" | "headOf">;
  sessions: SessionRegistry;
  access: Pick<Access, "channelNamed">;
  reader: Pick<LogReader, "from">;
  publisher: Pick<Publisher, "append">;
}

/** What operators may know of this instance and of all. */
export interface Operations {
  readonly snapshots: FigureSnapshots;
  dependencies(): Promise<Dependencies>;
  /** How many events the logs of all channels keep, as of at most 10 s ago. */
  keptEvents(): Promise<number>;
  /** Tells on `analytics` who is connected. For a schedule of a minute; one that comes more often is not heeded. */
  tellActiveUsers(): Promise<void>;
}

export interface Dependencies {
  firestore: "ok" | "down";
  pubsub: "ok" | "down" | "unused";
}

/** The health needs no account: the database is asked seldom. */
const askedEvery = seconds(5);
const answersWithin = seconds(2);
const countedEvery = seconds(10);

export function operations(deps: OperationsDeps): Operations {
  const { firestore, clock, log, instanceId, served, meters, measured, hub, sessions, access } = deps;
  meterProcess(meters);
  meterSessions(meters, sessions, access.channelNamed);

  const load = processLoad(clock);
  const rates = new RateWindow(clock.now());
  let connects = 0;
  const keptIn = (channel: string): number =>
    Math.min(hub.headOf(channel), access.channelNamed(channel)?.kind.history ?? 0);
  const own = (): InstanceFigures => ({
    id: instanceId,
    function: served,
    occupancy: occupancyOf(sessions.all(), keptIn),
    active: activeOn(sessions.all()),
    load: load(),
    rates: rates.look(clock.now(), {
      events: measured.publishedEvents,
      deliveries: measured.delivered.events,
      connects,
    }),
    metrics: meters.snapshot(),
  });
  const snapshots = figureSnapshots({ firestore, clock, log, own, isBusy: () => sessions.count > 0 });
  sessions.observe({
    opened: ({ transport: { name } }) => {
      connects++;
      measured.opened(name);
      snapshots.touch();
    },
    closed: () => undefined,
    ended: ({ transport: { name } }, reason) => {
      measured.ended(name, reason);
      snapshots.touch();
    },
  });
  sessions.observe(tellHealth({ ...deps, snapshots }));

  const ask = () => figuresDocument.document(firestore, { id: instanceId }).get();
  const firestoreAnswers = memoizeFor(askedEvery, clock, () =>
    within(answersWithin, "health", ask()).then(
      () => true,
      () => false,
    ),
  );
  const count = memoizeFor(countedEvery, clock, async () => {
    const query = eventDocument.collectionGroup(firestore).count();
    const snapshot = await within(seconds(5), "kept events", query.get());
    return snapshot.data().count;
  });

  return {
    snapshots,
    dependencies: async () => ({
      firestore: (await firestoreAnswers()) ? "ok" : "down",
      pubsub: hub.hears === undefined ? "unused" : hub.hears ? "ok" : "down",
    }),
    keptEvents: count,
    tellActiveUsers: memoizeFor(notSoonerThan, clock, () => tellActiveUsers({ ...deps, snapshots })),
  };
}
