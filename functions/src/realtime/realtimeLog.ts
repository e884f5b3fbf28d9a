import { setTimeout as delay } from "node:timers/promises";
import type { Firestore } from "firebase-admin/firestore";
import type { Clock } from "../platform/clock.js";
import type { Ids, Random } from "../platform/ids.js";
import type { Log } from "../platform/log.js";
import type { Settings } from "../platform/params.js";
import { type Broadcast, broadcastOver } from "./bus/broadcast.js";
import type { Bus } from "./bus/bus.js";
import { eventLog, type EventLog } from "./log/eventLog.js";
import { type LogReader, logReader } from "./log/reader.js";
import type { Measured } from "./measured.js";
import { publisher, type Publisher, type RawPublisher } from "./publisher.js";

export interface RealtimeLogDeps {
  firestore: Firestore;
  bus: Bus;
  settings: Pick<Settings, "shards">;
  clock: Clock;
  ids: Ids;
  random: Random;
  log: Log;
  measured?: Measured;
}

/** The writing half of realtime: what features are built upon. */
export interface RealtimeLog {
  readonly reader: LogReader;
  readonly eventLog: EventLog;
  readonly broadcast: Broadcast;
  readonly publisher: Publisher & RawPublisher;
}

/** Built first: it knows neither features nor streams. Streams observe its broadcasts once they are built. */
export function realtimeLog(deps: RealtimeLogDeps): RealtimeLog {
  const { firestore, bus, settings, clock, ids, random, log, measured } = deps;
  const reader = logReader(firestore);
  const broadcast = broadcastOver({ bus, clock, log, shards: settings.shards });
  const appender = eventLog({
    firestore,
    reader,
    clock,
    ids,
    random,
    log,
    pause: delay,
    measured,
    broadcast: (events) => broadcast.events(events),
  });
  broadcast.observe({
    onEvents: (events) => {
      for (const { type } of events) measured?.published(type, true);
    },
    onEphemeral: (events) => {
      for (const { type } of events) measured?.published(type, false);
    },
  });
  return {
    reader,
    eventLog: appender,
    broadcast,
    publisher: publisher({ eventLog: appender, broadcast, clock, ids }),
  };
}
