import { apiCalls, createRealtime, newKey } from "@firecast/client";
import { wrongWith } from "@firecast/contract/catalogue/validate";
import { getToken, uid } from "./sign-in.js";

/** Channels of the application's own: a wrong channel or event does not compile. */
declare module "@firecast/client" {
  interface ModuleChannels {
    "stables/{stableId}/horses": { "horses:created": { name: string } };
  }
}

const place = new URLSearchParams(location.search).get("space") ?? "";
const show = (what: string, text: unknown): void => {
  document.body.dataset[what] = String(text);
};

const realtime = createRealtime({
  url: location.origin,
  streamUrl: location.origin,
  getToken,
  enabled: true,
  debug: true,
  aliases: { "room.{id}": "spaces/{id}/chat" },
  validate: wrongWith,
});
realtime.onState((state) => show("state", state.type === "suspended" ? state.reason : state.type));
realtime.onError(({ code, message }) => show("error", `${code}: ${message}`));

/** The names of other systems, and every event of what is subscribed to. */
realtime.subscribe(`chat.${place}`, ({ type }) => show("chat", type), {
  onStart: ({ start }) => show("start", start),
  refetch: () => chat.list(place),
  onEnd: ({ message }) => show("ended", message),
});
realtime.subscribe("notifications", ({ type }) => show("notification", type));
realtime.subscribe(["dashboard.metrics", `user.${uid()}.messages`], ({ type }) => show("more", type));
realtime.subscribe("*", () => {
  const { events, connects, latencyMs } = realtime.monitor();
  show("monitor", `${events} events over ${connects} connections, ${latencyMs} ms`);
  show("recent", realtime.recent().length);
});

/** Requests, with their answers' types. */
const { chat, inbox, tools, pins, publish, history } = apiCalls({ request: realtime.request, newKey });
document.body.appendChild(document.createElement("button")).onclick = async () => {
  const message = await chat.post(place, { text: "Hello" });
  await chat.typing(place, true);
  await chat.markRead(place, message.id);
  const lists = await Promise.all([inbox.list(), tools.list(), pins.list()]);
  show("lists", lists.map(({ items }) => items.length).join());
  const signal = { type: "user:signal:sent", data: { topic: "hello", payload: 1 } } as const;
  await realtime.send(`users/${uid()}`, signal);
  await publish({ channel: `users/${uid()}`, ...signal });
  show("history", (await history({ channel: `users/${uid()}` })).items.length);
};
