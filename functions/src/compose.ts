import { setTimeout as delay } from "node:timers/promises";
import type { Express } from "express";
import { requestIdentity } from "./platform/auth/identify.js";
import { sessionRoutes } from "./platform/auth/routes.js";
import { firestoreTickets } from "./platform/auth/tickets.js";
import { firebaseVerifier } from "./platform/auth/verifier.js";
import { type Clock, seconds, systemClock } from "./platform/clock.js";
import { chatActions } from "./features/chat/actions.js";
import { chatRoutes } from "./features/chat/http.js";
import { chatStream } from "./features/chat/stream.js";
import { onMessageWritten } from "./features/chat/triggers.js";
import { spacesActions } from "./features/spaces/actions.js";
import { spacesRoutes } from "./features/spaces/http.js";
import { onMemberWritten } from "./features/spaces/triggers.js";
import { connectFirebase, type Firebase } from "./platform/firebase.js";
import { ok, publicEndpoint, type Route } from "./platform/http/endpoint.js";
import { openApi } from "./platform/http/openapi.js";
import { router } from "./platform/http/router.js";
import { underway } from "./platform/http/underway.js";
import { type Ids, type Random, randomIds, systemRandom } from "./platform/ids.js";
import { cloudLog, type Log } from "./platform/log.js";
import { readSettings, type Settings } from "./platform/params.js";
import { channelAccess } from "./realtime/access.js";
import type { Bus } from "./realtime/bus/bus.js";
import { pubsubBus } from "./realtime/bus/pubsubBus.js";
import { type StreamDeps } from "./realtime/http/stream.js";
import { realtimeRoutes } from "./realtime/http/routes.js";
import { rateLimits } from "./realtime/rate.js";
import { realtime } from "./realtime/realtime.js";
import { relay } from "./realtime/relay.js";
import { sweepSubscriptions } from "./realtime/sweep.js";
import { z } from "zod";

/** What an instance finds around it. Tests replace parts; production takes the defaults. */
export interface Surroundings {
  settings: Settings;
  firebase: Firebase;
  clock: Clock;
  ids: Ids;
  random: Random;
  log: Log;
  /** Stands between the instance and its bus; tests lose and reorder packets here. */
  wrapBus(bus: Bus): Bus;
}

/** Builds one instance of everything, once: the only place where the parts meet. */
export function compose(given: Partial<Surroundings> = {}) {
  const settings = given.settings ?? readSettings();
  const { clock = systemClock, ids = randomIds, random = systemRandom, log = cloudLog } = given;
  const firebase = given.firebase ?? connectFirebase(settings);
  const { firestore } = firebase;
  const { projectId, allowedOrigins } = settings;
  const instanceId = ids.next();
  const pubsub = pubsubBus({ projectId, instanceId, clock, log });
  const bus = given.wrapBus?.(pubsub) ?? pubsub;

  // Spaces decide who is a member, and publish: the two know each other by these two lines.
  const access = channelAccess({
    isMember: (uid, spaceId) => spaces.isMember(uid, spaceId),
    forget: (uid, spaceId) => spaces.forget(uid, spaceId),
  });
  const core = realtime({ firebase, bus, access, clock, ids, random, log, settings, instanceId });
  const { publisher } = core;
  const rates = rateLimits(clock, settings.rateFactor);
  const spaces = spacesActions({ firebase, publisher, limits: rates, clock, ids, log });
  const chat = chatActions({ firebase, spaces, publisher, limits: rates, clock, ids, log });
  const verifier = firebaseVerifier(firebase, clock);
  const tickets = firestoreTickets(firestore, clock, ids);
  const identity = requestIdentity(verifier, tickets, allowedOrigins);

  const requests = underway();

  /** The same API twice: a function that is cut off after a minute answers streams as long polls. */
  const appOf = (streaming: StreamDeps): Express => {
    const routes: Route[] = [
      ...sessionRoutes({ firebase, verifier, allowedOrigins, secure: !settings.emulated }),
      ...spacesRoutes(spaces),
      ...chatRoutes(chat),
      chatStream(streaming),
      ...realtimeRoutes({ ...core, ...streaming, tickets, clock, rates }),
    ];
    routes.push(apiDocument(routes));
    const kit = { identity, firestore, clock };
    return router({ routes, kit, underway: requests, log, allowedOrigins });
  };
  const { streams } = core;

  return {
    app: appOf({ streams, access, pollOnly: false }),
    api: appOf({ streams, access, pollOnly: true }),
    core,
    relay: relay({ bus, shards: settings.shards, log }),
    onMemberWritten: onMemberWritten(spaces),
    onMessageWritten: onMessageWritten({ chat, log }),
    sweep: async (): Promise<void> => {
      await sweepSubscriptions({ projectId, clock, log, liveInstances: () => core.registry.live() });
    },
    /** Whoever has asked is answered: functions-framework says 500 to a request that is under way when it exits. */
    close: async (): Promise<void> => {
      const answered = () =>
        Promise.race([requests.none(), delay(answersEndWithin, undefined, { ref: false })]);
      await Promise.all([streams.drain(), answered()]);
      await core.close();
      await answered();
    },
  };
}

/** Leaves time, of the 8 s, to take back what the instance holds. */
const answersEndWithin = seconds(6);

export type Instance = ReturnType<typeof compose>;

function apiDocument(routes: readonly Route[]): Route {
  let document: object | undefined;
  return publicEndpoint(
    {
      method: "GET",
      path: "/openapi.json",
      summary: "This API as OpenAPI 3.1",
      answers: { 200: z.object({ openapi: z.string() }) },
    },
    () => Promise.resolve(ok((document ??= openApi(routes, "1.0.0")))),
  );
}
