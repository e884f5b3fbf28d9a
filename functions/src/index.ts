import "./options.js";
import { onDocumentCreated } from "firebase-functions/firestore";
import { onRequest } from "firebase-functions/https";
import { apiOptions, streamsOptions, triggerOptions } from "./options.js";
import { takeOverJson } from "./platform/http/body.js";
import { eventDocument } from "./realtime/log/event.js";

takeOverJson();
const load = () => import("./instance.js").then(({ instance }) => instance);

export const api = onRequest(apiOptions, async (req, res) => void (await load()).app(req, res));
export const streams = onRequest(streamsOptions, async (req, res) => void (await load()).app(req, res));
export const relay = onDocumentCreated({ ...triggerOptions, document: eventDocument }, async (e) => (await load()).relay(e));
