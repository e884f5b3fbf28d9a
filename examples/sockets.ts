import { createRealtime } from "@firecast/client";
import { getToken, uid } from "./sign-in.js";

/** The function `sockets` by its own URL; where it cannot be reached, events come by a stream. */
const socketUrl = new URLSearchParams(location.search).get("sockets") ?? location.origin;
const realtime = createRealtime({ type: "websocket", socketUrl, getToken });

realtime.subscribe(`users/${uid()}`, ({ type }) => (document.body.dataset["heard"] = type));
realtime.onState(({ type }) => (document.body.dataset["state"] = type));
