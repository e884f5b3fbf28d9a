import { setSourceMapsSupport } from "node:module";
import "./options.js";
import { onDocumentCreated } from "firebase-functions/firestore";
import { onRequest } from "firebase-functions/https";
import { onMessagePublished } from "firebase-functions/pubsub";
import { onSchedule } from "firebase-functions/scheduler";
import { achievementDocument, announcementDocument, profileDocument } from "./features/accounts/paths.js";
import { calendarEventDocument, rsvpDocument } from "./features/calendar/paths.js";
import { messageDocument } from "./features/chat/paths.js";
import { notificationDocument } from "./features/inbox/paths.js";
import { fanOutQueues } from "./features/notifications/fanOut.js";
import { setupDocument } from "./features/setup/paths.js";
import { inviteDocument, memberDocument } from "./features/spaces/paths.js";
import { deploymentDocument, toolDocument, usesDocument } from "./features/tools/paths.js";
import { callables, created, instance, job, queue, served, socketServer, written } from "./functions.js";
import { buildingDocument, issueDocument } from "./features/issues/paths.js";
import { jobsQueue } from "./jobs/queue.js";
import {
  apiOptions,
  callOptions,
  fanOutOptions,
  hourly,
  jobsOptions,
  minutely,
  onIngest,
  onDocument,
  socketsOptions,
  streamsOptions,
  subscribeOptions,
  wakeUpOptions,
} from "./options.js";
import { callable } from "./platform/http/callable.js";
import { escapeBadPaths } from "./platform/http/escapeBadPaths.js";
import { takeInBodies } from "./platform/http/intake.js";
import { makeNoDomains } from "./platform/http/noDomains.js";
import { eventDocument } from "./realtime/log/event.js";
import { handOffStreamSockets } from "./realtime/transports/socketHandoff.js";
import { handOffUpgrades } from "./realtime/transports/upgrades.js";

export * from "./app/functions.js";

setSourceMapsSupport(true); // stack traces name our files, not those of the bundle
const ofUsers = ["api", "streams", "sockets", "subscribe", "call", "callables"];
takeInBodies(ofUsers);
makeNoDomains(ofUsers);
handOffStreamSockets();
handOffUpgrades(["sockets"]);
escapeBadPaths();

export const api = onRequest(apiOptions, async (req, res) => void (await served()).app(req, res));
export const streams = onRequest(streamsOptions, async (req, res) => void (await served()).app(req, res));
export const sockets = onRequest(socketsOptions, async (req, res) => (await socketServer())(req, res));
export const subscribe = callable(subscribeOptions, async (called) => (await callables()).subscribe(called));
export const call = callable(callOptions, async (called) => (await callables()).call(called));

export const relay = onDocumentCreated(onDocument(eventDocument.template), async (event) => {
  const { relay, created } = await instance();
  await Promise.all([relay(event), created(eventDocument.template, event)]);
});
export const ingest = onMessagePublished(onIngest, async ({ data: { message } }) =>
  (await instance()).ingest(message),
);
export const memberWritten = written(memberDocument);
export const inviteCreated = created(inviteDocument);
export const messageWritten = written(messageDocument);
export const toolWritten = written(toolDocument);
export const usesWritten = written(usesDocument);
export const deploymentCreated = created(deploymentDocument);
export const calendarEventWritten = written(calendarEventDocument);
export const rsvpWritten = written(rsvpDocument);
export const setupCreated = created(setupDocument);
export const issueWritten = written(issueDocument);
export const buildingWritten = written(buildingDocument);
export const profileCreated = created(profileDocument);
export const profileWritten = written(profileDocument);
export const achievementCreated = created(achievementDocument);
export const announcementCreated = created(announcementDocument);
export const notificationCreated = created(notificationDocument);

export const fanOut = queue(fanOutQueues.usual, fanOutOptions);
export const fanOutUrgent = queue(fanOutQueues.urgent, fanOutOptions);
export const wakeUp = queue("wakeUp", wakeUpOptions);

export const dueWakeUps = onSchedule(minutely, async () => (await instance()).everyMinute());
export const sweep = onSchedule(hourly, async () => (await instance()).sweep());

export const toolLifecycle = job("tool-lifecycle");
export const toolAutomations = job("tool-automations");
export const syncEvents = job("sync-events");
export const setupOrchestration = job("setup-orchestration");
export const automations = job("automations");
export const jobs = queue(jobsQueue, jobsOptions);
