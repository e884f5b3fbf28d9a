import { catalogueOf } from "@firecast/contract/core/channel";
import { features as chosen } from "./app/features.js";
import { background } from "./background.js";
import { closing } from "./closing.js";
import { accountDeletion } from "./features/accounts/deletion.js";
import { accounts as accountsManifest } from "./features/accounts/manifest.js";
import type { BaseKit, Feature, FeatureKit } from "./features/feature.js";
import { jobsFeature } from "./jobs/manifest.js";
import { later } from "./later.js";
import { sessions as sessionsFeature } from "./features/sessions/manifest.js";
import { spaces as spacesManifest } from "./features/spaces/manifest.js";
import { requestAppCheck } from "./platform/appCheck/appCheck.js";
import { appCheckVerifier } from "./platform/appCheck/verify.js";
import { performer } from "./platform/actions/performer.js";
import { inGoodStanding } from "./platform/actions/standing.js";
import { requestCallers } from "./platform/auth/caller.js";
import { firestoreDeniedSessions } from "./platform/auth/deniedSessions.js";
import { accountDirectory } from "./platform/auth/directory.js";
import { withSignInListener, requestIdentity } from "./platform/auth/identify.js";
import { googleServices } from "./platform/auth/googleServices.js";
import { expiredTickets } from "./platform/auth/expiredTickets.js";
import { firestoreTickets } from "./platform/auth/tickets.js";
import { firebaseVerifier } from "./platform/auth/verifier.js";
import { type Clock, systemClock } from "./platform/clock.js";
import { connectFirebase, type Firebase } from "./platform/firebase.js";
import { committer } from "./platform/firestore/commit.js";
import { onceFor } from "./platform/firestore/idempotency.js";
import { apiDocuments } from "./platform/http/openapi/apiDocument.js";
import type { Route } from "./platform/http/endpoint.js";
import { heldOn } from "./platform/http/limits/holding.js";
import { inFlightRequests } from "./platform/http/inFlight.js";
import { callerLimits } from "./platform/http/limits/limits.js";
import { responseMeter } from "./platform/http/responseMeter.js";
import { type Ids, type Random, randomIds, systemRandom } from "./platform/ids.js";
import { cloudLog, type Log } from "./platform/log.js";
import { Meters } from "./platform/meters/meters.js";
import { readSettings, servedFunction, type Settings } from "./platform/params.js";
import { firestoreBuckets } from "./platform/rates/ledgerStore.js";
import { rateWarnings } from "./platform/rates/warnings.js";
import { tokenBuckets } from "./platform/rates/tokenBuckets.js";
import { noSetups } from "./platform/setup/queue.js";
import {
  type Bus,
  channelAccess,
  coreChannels,
  emitter,
  fromProject,
  operations,
  pubsubBus,
  rateLimits,
  realtimeLog,
  realtimeRoutes,
  realtimeStreams,
  relay,
  type StreamDeps,
  streamMeters,
  sweepBus,
  tellOfLimits,
} from "./realtime/index.js";
import { registriesOf } from "./registries.js";

/** What an instance finds around it. Tests replace parts; production takes the defaults. */
export interface Overrides {
  settings: Settings;
  firebase: Firebase;
  /** The database's, too, where a job asks it for the time. */
  clock: Clock;
  ids: Ids;
  random: Random;
  log: Log;
  /** Stands between the instance and its bus; tests lose and reorder packets here. */
  wrapBus(bus: Bus): Bus;
}

/** Builds one instance of everything, once: the only place where the parts meet. */
export function compose(given: Partial<Overrides> = {}) {
  const settings = given.settings ?? readSettings();
  const { clock = systemClock, ids = randomIds, random = systemRandom, log = cloudLog } = given;
  const firebase = given.firebase ?? connectFirebase(settings);
  const { firestore } = firebase;
  const { projectId, allowedOrigins, metricsSecret } = settings;

  // Who calls.
  const directory = accountDirectory(firebase.auth);
  const denied = firestoreDeniedSessions(firestore);
  const verifier = firebaseVerifier({ auth: firebase.auth, directory, clock, denied });
  const services = googleServices(settings, clock);
  const tickets = firestoreTickets({ firestore, directory, clock, ids });

  const due = later({ firestore, settings, clock, random, log });
  const { letters, tasks, wakeUps } = due;

  // The log, the features that say who may read, and the streams.
  const instanceId = ids.next();
  const meters = new Meters();
  const measured = streamMeters(meters, clock);
  const pubsub = pubsubBus({ projectId, instanceId, clock, log, measured });
  const bus = given.wrapBus?.(pubsub) ?? pubsub;
  const shared = { firestore, bus, clock, ids, random, log, settings };
  const events = realtimeLog({ ...shared, measured });
  const { publisher } = events;
  const buckets = firestoreBuckets({ firestore, clock, random, log });
  const warnNear = rateWarnings({ clock, tell: tellOfLimits(publisher) });
  const rates = rateLimits({ buckets, factor: settings.rateFactor, warnNear });
  const base: BaseKit = {
    firebase,
    directory,
    publisher,
    limits: rates,
    wakeUps,
    wakeUpsBy: due.wakeUpsBy,
    settings,
    clock,
    ids,
    random,
    log,
  };
  const accounts = accountsManifest.build(base);
  const spaces = spacesManifest.build({
    ...base,
    accounts: accounts.actions,
    setups: () => setups,
    forgetSpace: () => holders.flatMap(({ forgetSpace = [] }) => forgetSpace),
    kinds: () => kinds,
  });
  const kinds = [spacesManifest, ...chosen].flatMap(({ channels = [] }) => channels);
  const access = channelAccess({
    catalogue: catalogueOf([...coreChannels, ...kinds]),
    membership: spaces.actions,
    resources: () => owners,
  });
  const streams = realtimeStreams({
    ...shared,
    measured,
    instanceId,
    realtimeLog: events,
    access,
    snapshots: () => snapshots,
    followed: () => features.flatMap(({ followed = [] }) => followed),
    identity: { directory, forget: (uid) => verifier.forget(uid) },
  });

  // The features. The end of an account takes along what all others hold of it.
  const kit: FeatureKit = {
    ...base,
    accounts: accounts.actions,
    spaces: spaces.actions,
    presence: streams.presence,
    performer: performer({
      kinds: () => kindsOfActions,
      inGoodStanding: inGoodStanding(directory, clock),
      onceFor: (uid, target, key) => onceFor(firestore, clock, { uid, target, key }),
      log,
    }),
    setupSteps: () => holders.flatMap(({ setupSteps = [] }) => setupSteps),
    ...registriesOf([accountsManifest, spacesManifest, ...chosen]),
    lookups: () => lookups,
  };
  const holders: readonly Feature[] = [spaces, ...chosen.map((manifest): Feature => manifest.build(kit))];
  const deletion = accountDeletion({ ...kit, forget: holders.flatMap(({ forgetUser = [] }) => forgetUser) });
  const sessions = sessionsFeature({ ...kit, verifier, denied });
  const owned: readonly Feature[] = [sessions, accounts, ...holders, deletion];
  const { live: liveInstances } = streams.instances;
  const sweeps = sweepBus({ projectId, shards: settings.shards, clock, liveInstances });
  const works = [expiredTickets(firestore), ...sweeps];
  const databaseTime = given.clock ? () => clock.now() : undefined;
  const jobs = jobsFeature({ ...base, tasks, deadLetters: letters, features: owned, works, databaseTime });
  const features: readonly Feature[] = [...owned, jobs];
  const snapshots = features.flatMap((feature) => feature.snapshots ?? []);
  const owners = features.flatMap((feature) => feature.access ?? []);
  const setups = features.find((feature) => feature.setups)?.setups ?? noSetups;
  const lookups = features.flatMap((feature) => feature.happenings?.lookups ?? []);
  const kindsOfActions = features.flatMap((feature) => feature.performs ?? []);

  // What is served.
  const limits = callerLimits({
    buckets: tokenBuckets(clock),
    factor: settings.rateFactor,
    proxies: settings.trustedProxies,
    held: heldOn(servedFunction()),
    warnNear,
  });
  const inFlight = inFlightRequests();
  const operated = operations({
    ...{ firestore, clock, log, instanceId, meters, measured, access, reader: events.reader, publisher },
    served: servedFunction() ?? "none",
    hub: streams.hub,
    sessions: streams.sessions,
  });
  const identity = withSignInListener(requestIdentity(verifier, allowedOrigins), accounts.actions.signedIn);
  const appCheck = requestAppCheck({ settings, services, meters, verify: appCheckVerifier(firebase) });
  const callers = requestCallers(identity, services, settings.cronSecret);
  const publishing = { ...events, access, clock, ids, commit: committer(firestore, "published events") };
  const routesOf = ({ pollOnly }: Pick<StreamDeps, "pollOnly">): Route[] => {
    const { sessions, lifecycle, follow, presence } = streams;
    const streaming = { ...publishing, sessions, lifecycle, tickets, pollOnly, follow };
    const ofRealtime = { ...streaming, ...{ operations: operated, presence, rates }, metricsSecret };
    const routes = features.flatMap((feature) => [
      ...(feature.routes ?? []),
      ...(feature.streams?.(streaming) ?? []),
    ]);
    routes.push(...realtimeRoutes(ofRealtime), ...due.routes);
    routes.push(...apiDocuments(routes, [...coreChannels, ...kinds]));
    return routes;
  };

  const published = fromProject({ ...publishing, firestore, deadLetters: letters, log });
  const behind = background({
    ...{ features, wakeUps, deadLetters: letters, log },
    tellActiveUsers: operated.tellActiveUsers,
  });

  return {
    /** What the two HTTP functions serve; `serving.ts` makes apps of it. */
    http: {
      routesOf,
      kit: { identity, callers, firestore, clock, limits, appCheck },
      inFlight,
      measure: responseMeter(meters, () => operated.snapshots.touch()),
      log,
      allowedOrigins,
      secure: !settings.emulated,
    },
    /** What `sockets.ts` makes servers of. */
    sockets: {
      ...{ ...publishing, rates, firestore, sessions: streams.sessions, tickets, callers },
      ...{ appCheck, identity, limits, settings, log, hub: streams.hub, broadcast: events.broadcast },
      sayables: features.flatMap((feature) => feature.sayables ?? []),
      namespaces: features.flatMap((feature) => feature.namespaces ?? []),
      measured,
    },
    core: { reader: events.reader, publisher, hub: streams.hub, rates, performer: kit.performer },
    features,
    ...published,
    emitter: emitter({ ...events, ...published, access, ids, hub: streams.hub }),
    relay: relay({ bus, shards: settings.shards, log }),
    ...behind,
    jobs: jobs.actions,
    close: () => closing({ streams, operated, inFlight, features }),
  };
}

export type Instance = ReturnType<typeof compose>;
