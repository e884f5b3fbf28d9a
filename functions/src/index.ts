import "./options.js";
import { onDocumentCreated, onDocumentWritten } from "firebase-functions/firestore";
import { onRequest } from "firebase-functions/https";
import { onSchedule } from "firebase-functions/scheduler";
import { messageDocument } from "./features/chat/paths.js";
import { memberDocument } from "./features/spaces/paths.js";
import { apiOptions, hourly, onDocument, streamsOptions } from "./options.js";
import { takeOverJson } from "./platform/http/body.js";
import { takeOverPaths } from "./platform/http/paths.js";
import { eventDocument } from "./realtime/log/event.js";
import { handOverStreams } from "./realtime/stream/handover.js";

takeOverJson();
handOverStreams();
takeOverPaths();

/** Loaded by a function's first call, so that deploying and scaling read little. */
const instance = async () => (await import("./instance.js")).instance;

export const api = onRequest(apiOptions, async (req, res) => void (await instance()).api(req, res));
export const streams = onRequest(streamsOptions, async (req, res) => void (await instance()).app(req, res));

export const relay = onDocumentCreated(onDocument(eventDocument), async (e) => (await instance()).relay(e));
export const memberWritten = onDocumentWritten(onDocument(memberDocument), async (e) =>
  (await instance()).onMemberWritten(e),
);
export const messageWritten = onDocumentWritten(onDocument(messageDocument), async (e) =>
  (await instance()).onMessageWritten(e),
);

export const sweep = onSchedule(hourly, async () => (await instance()).sweep());
