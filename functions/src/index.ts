import "./options.js";
import { onDocumentCreated, onDocumentWritten } from "firebase-functions/firestore";
import { onRequest } from "firebase-functions/https";
import { onSchedule } from "firebase-functions/scheduler";
import { onTaskDispatched } from "firebase-functions/tasks";
import { achievementDocument, announcementDocument, profileDocument } from "./features/accounts/paths.js";
import { calendarEventDocument, rsvpDocument } from "./features/calendar/paths.js";
import { messageDocument } from "./features/chat/paths.js";
import { inviteDocument, memberDocument } from "./features/spaces/paths.js";
import { notificationDocument } from "./features/notifications/paths.js";
import { deploymentDocument, toolDocument } from "./features/tools/paths.js";
import {
  apiOptions,
  fanOutOptions,
  hourly,
  minutely,
  onDocument,
  streamsOptions,
  wakeUpOptions,
} from "./options.js";
import { takeInBodies } from "./platform/http/intake.js";
import { escapeBadPaths } from "./platform/http/escapeBadPaths.js";
import { eventDocument } from "./realtime/log/event.js";
import { handOffStreamSockets } from "./realtime/transports/socketHandoff.js";

process.setSourceMapsEnabled(true); // stack traces name our files, not those of the bundle
takeInBodies(["api", "streams"]);
handOffStreamSockets();
escapeBadPaths();

/** Loaded by a function's first call, so that deploying and scaling read little. */
const instance = async () => (await import("./instance.js")).instance;
const produce = async () => (await instance()).notifications.produce;

export const api = onRequest(apiOptions, async (req, res) => void (await instance()).api(req, res));
export const streams = onRequest(streamsOptions, async (req, res) => void (await instance()).app(req, res));

export const relay = onDocumentCreated(onDocument(eventDocument.template), async (e) =>
  (await instance()).relay(e),
);
export const memberWritten = onDocumentWritten(onDocument(memberDocument.template), async (e) =>
  (await instance()).memberWritten(e),
);
export const messageWritten = onDocumentWritten(onDocument(messageDocument.template), async (e) =>
  (await instance()).messageWritten(e),
);
export const toolWritten = onDocumentWritten(onDocument(toolDocument.template), async (e) =>
  (await produce()).toolWritten(e),
);
export const deploymentCreated = onDocumentCreated(onDocument(deploymentDocument.template), async (e) =>
  (await produce()).deploymentCreated(e),
);
export const calendarEventWritten = onDocumentWritten(onDocument(calendarEventDocument.template), async (e) =>
  (await produce()).calendarEventWritten(e),
);
export const rsvpWritten = onDocumentWritten(onDocument(rsvpDocument.template), async (e) =>
  (await produce()).rsvpWritten(e),
);
export const profileCreated = onDocumentCreated(onDocument(profileDocument.template), async (e) =>
  (await produce()).profileCreated(e),
);
export const profileWritten = onDocumentWritten(onDocument(profileDocument.template), async (e) =>
  (await produce()).profileWritten(e),
);
export const inviteCreated = onDocumentCreated(onDocument(inviteDocument.template), async (e) =>
  (await produce()).inviteCreated(e),
);
export const achievementCreated = onDocumentCreated(onDocument(achievementDocument.template), async (e) =>
  (await produce()).achievementCreated(e),
);
export const announcementCreated = onDocumentCreated(onDocument(announcementDocument.template), async (e) =>
  (await produce()).announcementCreated(e),
);
export const notificationCreated = onDocumentCreated(onDocument(notificationDocument.template), async (e) =>
  (await instance()).notifications.rowCreated(e),
);

export const fanOut = onTaskDispatched(fanOutOptions, async (task) => (await instance()).fanOut(task));
export const fanOutUrgent = onTaskDispatched(fanOutOptions, async (task) =>
  (await instance()).fanOutUrgent(task),
);
export const wakeUp = onTaskDispatched(wakeUpOptions, async (task) => (await instance()).wakeUp(task));

export const dueWakeUps = onSchedule(minutely, async () => (await instance()).dueWakeUps());
export const sweep = onSchedule(hourly, async () => (await instance()).sweep());
