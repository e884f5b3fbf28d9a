import { createRealtime } from "@firecast/client";
import { getToken, uid } from "./sign-in.js";

const list = document.body.appendChild(document.createElement("ul"));
const realtime = createRealtime({ getToken });

realtime.subscribe(`users/${uid()}`, (event) => {
  if (event.type !== "user:signal:sent") return;
  const item = list.appendChild(document.createElement("li"));
  item.textContent = event.data.topic;
});
realtime.onState(({ type }) => (document.body.dataset["state"] = type));
