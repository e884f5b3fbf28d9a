import type { Firestore } from "firebase-admin/firestore";
import { type Clock, seconds, toTimestamp } from "../platform/clock.js";
import { memoizeFor } from "../platform/concurrency/memoizeFor.js";
import type { Ids, Random } from "../platform/ids.js";
import type { Log } from "../platform/log.js";
import type { Settings } from "../platform/params.js";
import type { Access } from "./access.js";
import type { Bus } from "./bus/bus.js";
import type { Control } from "./bus/message.js";
import { type Follow, followOn } from "./hub/follow.js";
import { Hub } from "./hub/hub.js";
import type { Measured } from "./measured.js";
import { type InstanceRegistry, instanceRegistry } from "./presence/instanceRegistry.js";
import { type Lifecycle, lifecycle } from "./operations/lifecycle.js";
import { type Presence, presence } from "./presence/presence.js";
import type { RealtimeLog } from "./realtimeLog.js";
import { recheckAccess } from "./session/rights/accessRecheck.js";
import { type AccountRecheckDeps, recheckAccounts } from "./session/rights/accountRecheck.js";
import type { ClientSession } from "./session/clientSession.js";
import { connectionLimit } from "./session/connectionLimit.js";
import { connectionNews } from "./session/connectionNews.js";
import { type Followed, tendFollowed } from "./session/followedChannels.js";
import type { SnapshotSource } from "./snapshots.js";
import type { SessionObserver } from "./session/sessionObserver.js";
import { SessionRegistry } from "./session/sessionRegistry.js";

export interface RealtimeStreamsDeps {
  realtimeLog: RealtimeLog;
  firestore: Firestore;
  bus: Bus;
  access: Access;
  /** Where the state of keyed channels is read: features that say so are built after the streams. */
  snapshots(): readonly SnapshotSource[];
  /** What features do for channels that are followed. */
  followed(): readonly Followed[];
  identity: Pick<AccountRecheckDeps, "directory" | "forget">;
  clock: Clock;
  ids: Ids;
  random: Random;
  log: Log;
  settings: Settings;
  instanceId: string;
  measured?: Measured;
}

/** The reading half of realtime. */
export interface RealtimeStreams {
  readonly hub: Hub;
  readonly sessions: SessionRegistry;
  readonly instances: InstanceRegistry;
  readonly presence: Presence;
  readonly lifecycle: Lifecycle;
  /** For readers that look by themselves what has come. */
  readonly follow: Follow;
  /** Sends every client away, spread over time; none is taken in any more. Within 8 s. */
  drain(): Promise<void>;
  /** Drains, and leaves nothing behind; the bus is closed, too. */
  close(): Promise<void>;
}

/** Of channels that features do something for while they are followed. */
const tendedEvery = seconds(5);
/** With the 1.5 s in which instances describe themselves, still sooner than an absence counts. */
const sharedMs = 500;

/** Built after the features that decide who may subscribe: each part observes those that are there before it. */
export function realtimeStreams(deps: RealtimeStreamsDeps): RealtimeStreams {
  const { firestore, bus, access, identity, clock, ids, random, log, settings, instanceId, measured } = deps;
  const { reader, eventLog, broadcast, publisher } = deps.realtimeLog;

  const hub = new Hub({
    bus,
    reader,
    log,
    shards: settings.shards,
    random,
    verifyEveryMs: settings.verifyMs,
    ...(measured && { measured }),
    advanced: (channel, head) => eventLog.observed(channel, head),
    stateOf: ({ kind }) => deps.snapshots().find((source) => source.kind === kind),
  });
  const sessions = new SessionRegistry({
    hub,
    clock,
    ids,
    random,
    log,
    settings,
    ...(measured && { measured }),
  });
  const news = connectionNews(broadcast, () => sessions.isDraining);
  const limit = connectionLimit({
    sessions,
    max: settings.streamsPerUser,
    clock,
    tell: news.tell,
  });
  const rights = recheckAccess({ sessions, hub, access, log, everyMs: settings.recheckMs });
  const accounts = recheckAccounts({
    sessions,
    directory: identity.directory,
    forget: (uid) => identity.forget(uid),
    clock,
    log,
    everyMs: settings.userCheckMs,
  });
  const instances = instanceRegistry({
    firestore,
    clock,
    log,
    instanceId,
    ended: (instance) => whoIsThere.instanceEnded(instance),
  });
  const whoIsThere = presence({
    instanceId,
    log,
    channelNamed: access.channelNamed,
    // Each push asks whether its user is watching: a fan-out shall not read all instances for each.
    live: memoizeFor(sharedMs, clock, () => instances.live()),
    changed: () => instances.changed(),
    tell: (channel, type, uid) => {
      const { kind, params } = channel;
      const farewell = type === "presence:left" && kind.farewell?.(params, uid, toTimestamp(clock.now()));
      void publisher.signalRaw(channel, [
        { type, data: { uid } },
        ...(farewell ? [{ ...farewell, by: uid }] : []),
      ]);
    },
  });

  const onControl = (control: Control): void => {
    limit.onControl(control);
    rights.onControl(control);
    accounts.onControl(control);
  };
  broadcast.observe({ onControl, onEvents: (events) => hub.offer(events) });
  hub.observe({ onControl, onSuspicion: () => rights.all() });
  for (const observer of [ofUsers(limit), rights, accounts, ofUsers(whoIsThere)]) sessions.observe(observer);
  const tended = tendFollowed({
    ...{ sessions, log, everyMs: tendedEvery },
    channelNamed: access.channelNamed,
    followed: () => deps.followed(),
  });
  sessions.observe(tended);
  const watched = lifecycle(clock);
  sessions.observe(watched);
  hub.observe(watched);
  sessions.observe({
    opened: () => instances.start(() => ({ streams: sessions.count, present: whoIsThere.local() })),
    closed: () => undefined,
  });

  return {
    hub,
    sessions,
    instances,
    presence: whoIsThere,
    lifecycle: watched,
    follow: followOn(hub),
    drain: () => sessions.drain(),
    close: async () => {
      tended.stop();
      rights.stop();
      accounts.stop();
      await Promise.allSettled([sessions.drain(), instances.stop(whoIsThere.behind())]);
      await news.told();
      await hub.close();
      await bus.close();
    },
  };
}

/** Observes the sessions of those alone who have an account. */
function ofUsers(observer: SessionObserver): SessionObserver {
  const isUser = ({ options }: ClientSession): boolean => options.user !== undefined;
  return {
    opened: (session) => {
      if (isUser(session)) observer.opened(session);
    },
    joined: (session, channels) => {
      if (isUser(session)) observer.joined?.(session, channels);
    },
    renewed: (session) => {
      if (isUser(session)) observer.renewed?.(session);
    },
    left: (session, channel) => {
      if (isUser(session)) observer.left?.(session, channel);
    },
    closed: (session) => {
      if (isUser(session)) observer.closed(session);
    },
  };
}
