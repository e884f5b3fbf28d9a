import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../platform/clock.js";
import type { Firebase } from "../platform/firebase.js";
import type { Ids, Random } from "../platform/ids.js";
import type { Log } from "../platform/log.js";
import type { Settings } from "../platform/params.js";
import { memoizeFor } from "../platform/concurrency/memoizeFor.js";
import type { Access } from "./access.js";
import { announcer } from "./bus/announce.js";
import type { Bus } from "./bus/bus.js";
import type { Control } from "./bus/message.js";
import { connectionLimit } from "./session/connectionLimit.js";
import { Hub } from "./hub/hub.js";
import { instanceRegistry } from "./presence/instances.js";
import { eventLog } from "./log/appender.js";
import { logReader } from "./log/reader.js";
import { presence } from "./presence/presence.js";
import { publisher } from "./publisher.js";
import { controlShard, shardOf } from "./bus/shard.js";
import { recheckAccess } from "./session/accessRecheck.js";
import { recheckAccounts, type AccountRecheckDeps } from "./session/accountRecheck.js";
import { SessionRegistry } from "./session/sessionRegistry.js";

export interface RealtimeDeps {
  firebase: Firebase;
  bus: Bus;
  access: Access;
  identity: Pick<AccountRecheckDeps, "directory" | "forget">;
  clock: Clock;
  ids: Ids;
  random: Random;
  log: Log;
  settings: Settings;
  instanceId: string;
}

/** With the 1.5 s in which instances describe themselves, still sooner than an absence counts. */
const sharedMs = 500;

/** The realtime core of one instance, wired once. */
export function realtime(deps: RealtimeDeps) {
  const { firebase, bus, access, identity, clock, ids, random, log, settings, instanceId } = deps;
  const { firestore } = firebase;
  const { shards } = settings;
  const reader = logReader(firestore);
  const announce = announcer(bus, clock, log);
  const tellAll = (control: Control): void => void announce(controlShard, { type: "control", control });

  const obey = (control: Control): void => {
    limit.onControl(control);
    if (control.type === "user_changed") {
      identity.forget(control.uid);
      users.user(control.uid);
    }
    if (control.type !== "access_revoked") return;
    const { uid, param, value } = control;
    access.forget(uid, param, value);
    recheck.user(uid, param, value);
  };

  const hub = new Hub({
    bus,
    reader,
    log,
    shards,
    random,
    verifyEveryMs: settings.verifyMs,
    advanced: (channel, head) => events.observed(channel, head),
    onControl: obey,
    onSuspicion: () => recheck.all(),
  });
  const streams = new SessionRegistry({ hub, clock, ids, random, log, settings });
  const recheck = recheckAccess({ streams, hub, access, log, everyMs: settings.recheckMs });
  const users = recheckAccounts({ streams, ...identity, clock, log, everyMs: settings.userCheckMs });
  const limit = connectionLimit(streams, settings.streamsPerUser, clock, tellAll);

  const events = eventLog({
    firestore,
    reader,
    clock,
    ids,
    random,
    log,
    pause: delay,
    announce: async (placed) => {
      const [first] = placed;
      if (!first) return;
      hub.offer(placed);
      const { channel } = first;
      await announce(shardOf(channel, shards), { type: "events", channel, events: placed });
    },
  });
  const publish = publisher({ log: events, announce, bus, clock, ids, shards, obey });

  const registry = instanceRegistry({ firestore, clock, log, instanceId });
  const whoIsThere = presence({
    instanceId,
    log,
    channelNamed: access.channelNamed,
    // Each push asks whether its user is watching: a fan-out shall not read all instances for each.
    live: memoizeFor(sharedMs, clock, () => registry.live()),
    changed: () => registry.changed(),
    tell: (channel, type, uid) => void publish.signalRaw(channel, [{ type, data: { uid } }]),
  });
  streams.observe(limit);
  streams.observe(recheck);
  streams.observe(users);
  streams.observe(whoIsThere);
  streams.observe({
    opened: () => registry.start(() => ({ streams: streams.count, present: whoIsThere.local() })),
    closed: () => undefined,
  });

  return {
    reader,
    hub,
    streams,
    events,
    publisher: publish,
    registry,
    presence: whoIsThere,
    /** Sends every client away and leaves nothing behind; within 8 s. */
    close: async (): Promise<void> => {
      recheck.stop();
      users.stop();
      await Promise.allSettled([streams.drain(), registry.stop()]);
      await hub.close();
      await bus.close();
    },
  };
}

export type Realtime = ReturnType<typeof realtime>;
