import { setTimeout as delay } from "node:timers/promises";
import type { Express } from "express";
import { firestoreDeniedSessions } from "./platform/auth/deniedSessions.js";
import { accountDirectory } from "./platform/auth/directory.js";
import { noticing, requestIdentity } from "./platform/auth/identify.js";
import { sessionRoutes } from "./features/sessions/http.js";
import { firestoreTickets } from "./platform/auth/tickets.js";
import { firebaseVerifier } from "./platform/auth/verifier.js";
import { catalogueOf } from "@firecast/contract/channel";
import { channelKinds } from "@firecast/contract/channels";
import { type Clock, seconds, systemClock } from "./platform/clock.js";
import { committer } from "./platform/firestore/commit.js";
import { accountsActions } from "./features/accounts/actions.js";
import { closingAccounts } from "./features/accounts/closing.js";
import { deleting } from "./features/accounts/deleting.js";
import { announcementRoutes, profileRoutes } from "./features/accounts/http.js";
import { sweepAccounts } from "./features/accounts/sweepAccounts.js";
import { calendarActions } from "./features/calendar/actions.js";
import { calendarRoutes } from "./features/calendar/http.js";
import { chatActions } from "./features/chat/actions.js";
import { chatRoutes } from "./features/chat/http.js";
import { chatStream } from "./features/chat/stream.js";
import { onMessageWritten } from "./features/chat/triggers.js";
import { notificationsActions } from "./features/notifications/actions.js";
import { notificationsRoutes } from "./features/notifications/http.js";
import { inboxStream } from "./features/notifications/inbox/http.js";
import { fanOutPolicy, fanOutQueues } from "./features/notifications/fanOut.js";
import { spacesActions } from "./features/spaces/actions.js";
import { spacesRoutes } from "./features/spaces/http.js";
import { onMemberWritten } from "./features/spaces/triggers.js";
import { toolsActions } from "./features/tools/actions.js";
import { toolsRoutes } from "./features/tools/http.js";
import { connectFirebase, type Firebase } from "./platform/firebase.js";
import { ok } from "./platform/http/answers.js";
import { publicEndpoint, type Route } from "./platform/http/endpoint.js";
import { heldOn } from "./platform/http/holding.js";
import { callerLimits } from "./platform/http/limits.js";
import { openApi } from "./platform/http/openapi.js";
import { router } from "./platform/http/router.js";
import { inFlightRequests } from "./platform/http/inFlight.js";
import { type Ids, type Random, randomIds, systemRandom } from "./platform/ids.js";
import { cloudLog, type Log } from "./platform/log.js";
import { readSettings, region, servedFunction, type Settings } from "./platform/params.js";
import { cloudTasks } from "./platform/tasks/cloudTasks.js";
import { deadLetters } from "./platform/tasks/deadLetters.js";
import { taskHandler } from "./platform/tasks/taskHandler.js";
import { tokenBuckets } from "./platform/rates/tokenBuckets.js";
import { firestoreWakeUps, WakeUpTask } from "./platform/wakeUps/firestoreWakeUps.js";
import { wakeUpPolicy, wakeUpQueue } from "./platform/wakeUps/policy.js";
import type { WakeUpRunner } from "./platform/wakeUps/wakeUps.js";
import {
  type Bus,
  channelAccess,
  pubsubBus,
  rateLimits,
  realtimeLog,
  realtimeRoutes,
  realtimeStreams,
  relay,
  type StreamDeps,
  sweepSubscriptions,
} from "./realtime/index.js";
import { z } from "zod";

/** What an instance finds around it. Tests replace parts; production takes the defaults. */
export interface Overrides {
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
export function compose(given: Partial<Overrides> = {}) {
  const settings = given.settings ?? readSettings();
  const { clock = systemClock, ids = randomIds, random = systemRandom, log = cloudLog } = given;
  const firebase = given.firebase ?? connectFirebase(settings);
  const { firestore } = firebase;
  const { projectId, allowedOrigins } = settings;
  const instanceId = ids.next();
  const pubsub = pubsubBus({ projectId, instanceId, clock, log });
  const bus = given.wrapBus?.(pubsub) ?? pubsub;

  const directory = accountDirectory(firebase.auth);
  const denied = firestoreDeniedSessions(firestore);
  const verifier = firebaseVerifier({
    ...{ auth: firebase.auth, directory, clock },
    denied,
  });
  const shared = { firestore, bus, clock, ids, random, log, settings };
  const events = realtimeLog(shared);
  const { publisher } = events;
  const rates = rateLimits(clock, settings.rateFactor);
  const accounts = accountsActions({ firebase, clock, ids, limits: rates, log });
  const spaces = spacesActions({
    firebase,
    names: accounts.names,
    publisher,
    limits: rates,
    clock,
    ids,
    log,
  });
  const access = channelAccess(catalogueOf(channelKinds), spaces);
  const streams = realtimeStreams({
    ...shared,
    instanceId,
    realtimeLog: events,
    access,
    identity: { directory, forget: (uid) => verifier.forget(uid) },
  });
  const { sessions, presence } = streams;
  const chat = chatActions({
    firebase,
    spaces,
    names: accounts.names,
    publisher,
    limits: rates,
    clock,
    ids,
    log,
  });
  const tools = toolsActions({ firebase, spaces, limits: rates, clock, ids, log });
  const calendar = calendarActions({ firebase, spaces, limits: rates, clock, ids, log });
  const letters = deadLetters(firestore, clock);
  const tasks = cloudTasks({
    projectId,
    region,
    emulatorHost: settings.tasksEmulatorHost,
    serviceAccount: settings.tasksServiceAccount,
    clock,
    log,
  });
  const due = { firestore, tasks, deadLetters: letters, clock, random, log };
  const wakeUps = firestoreWakeUps({ policy: wakeUpPolicy, ...due });
  const chunks = firestoreWakeUps({ policy: fanOutPolicy, ...due });
  /** What a queue's function does: the work that the task names. */
  const worker = (queue: string, { run }: WakeUpRunner) =>
    taskHandler({ queue, payload: WakeUpTask, deadLetters: letters, log, act: ({ id }) => run(id) });
  const notifications = notificationsActions({
    ...{ firebase, spaces, chat, tools, calendar, accounts, publisher, presence },
    ...{ limits: rates, wakeUps, chunks, clock, random, log },
    appUrl: settings.appUrl,
    seenGraceMs: settings.seenGraceMs,
  });
  const deletion = deleting({
    closing: closingAccounts(firebase),
    forget: [spaces, chat, notifications, accounts].map((feature) => feature.forgetUser),
    userChanged: publisher.userChanged,
    ...{ wakeUps, commit: committer(firestore, "a deletion"), clock, log },
  });
  const wakeUpRunner = wakeUps.runner([...notifications.wakeUps, deletion.finish]);
  const chunkRunner = chunks.runner(notifications.chunks);
  const tickets = firestoreTickets({ firestore, directory, clock, ids });
  const identity = noticing(requestIdentity(verifier, allowedOrigins), accounts.signedIn);

  const limits = callerLimits({
    buckets: tokenBuckets(clock),
    factor: settings.rateFactor,
    proxies: settings.trustedProxies,
    held: heldOn(servedFunction()),
  });
  const requests = inFlightRequests();
  const commit = committer(firestore, "published events");

  /** The same API twice: a function that is cut off after a minute answers streams as long polls. */
  const appOf = (streaming: StreamDeps): Express => {
    const routes: Route[] = [
      ...sessionRoutes({
        firebase,
        verifier,
        denied,
        clock,
        allowedOrigins,
        secure: !settings.emulated,
        signedIn: (uid) => accounts.ensureProfile(uid),
      }),
      ...spacesRoutes(spaces),
      ...chatRoutes(chat),
      chatStream(streaming),
      ...toolsRoutes(tools),
      ...calendarRoutes(calendar),
      ...announcementRoutes(accounts),
      ...profileRoutes({ ...accounts, ...deletion }),
      ...notificationsRoutes(notifications),
      inboxStream(streaming),
      ...realtimeRoutes({
        ...streaming,
        reader: events.reader,
        publisher,
        presence,
        tickets,
        clock,
        ids,
        rates,
        commit,
      }),
    ];
    routes.push(apiDocument(routes));
    const kit = { identity, firestore, clock, limits };
    return router({ routes, kit, inFlight: requests, log, allowedOrigins, secure: !settings.emulated });
  };
  const { produce } = notifications;
  const onMember = onMemberWritten(spaces);
  const onMessage = onMessageWritten({ chat, log });

  return {
    app: appOf({ sessions, access, tickets, pollOnly: false }),
    api: appOf({ sessions, access, tickets, pollOnly: true }),
    core: { reader: events.reader, publisher, hub: streams.hub },
    relay: relay({ bus, shards: settings.shards, log }),
    notifications,
    memberWritten: both(onMember, produce.memberWritten),
    messageWritten: both(onMessage, produce.messageWritten),
    fanOut: worker(fanOutQueues.usual, chunkRunner),
    fanOutUrgent: worker(fanOutQueues.urgent, chunkRunner),
    wakeUp: worker(wakeUpQueue, wakeUpRunner),
    dueWakeUps: async (): Promise<void> => {
      await Promise.all([wakeUpRunner.sweep(), chunkRunner.sweep()]);
    },
    sweep: async (): Promise<void> => {
      await sweepSubscriptions({ projectId, clock, log, liveInstances: () => streams.instances.live() });
      const { usersAfter } = accounts;
      await sweepAccounts({ firestore, directory, usersAfter, deleteRest: deletion.deleteRest, clock, log });
    },
    /** Whoever has asked is answered: functions-framework says 500 to a request that is under way when it exits. */
    close: async (): Promise<void> => {
      const answered = () =>
        Promise.race([requests.none(), delay(answersEndWithin, undefined, { ref: false })]);
      await Promise.all([streams.drain(), answered()]);
      await chat.flush();
      await streams.close();
      await answered();
    },
  };
}

/** Leaves time, of the 8 s, to take back what the instance holds. */
const answersEndWithin = seconds(6);

export type Instance = ReturnType<typeof compose>;

/** Two that follow the same document: neither waits for the other, and a failure of one repeats both. */
const both =
  <E>(first: (event: E) => Promise<void>, second: (event: E) => Promise<void>) =>
  async (event: E): Promise<void> => {
    const outcomes = await Promise.allSettled([first(event), second(event)]);
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  };

function apiDocument(routes: readonly Route[]): Route {
  let document: ReturnType<typeof openApi> | undefined;
  return publicEndpoint(
    {
      method: "GET",
      path: "/openapi.json",
      summary: "This API as OpenAPI 3.1",
      answer: ok(z.object({ openapi: z.string() })),
    },
    () => Promise.resolve((document ??= openApi(routes, "1.0.0"))),
  );
}
