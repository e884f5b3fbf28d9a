import { createSSEClient, createWebSocketClient } from "@firecast/client";
import { getToken, uid } from "./sign-in.js";

const show = (what: string, text: string): void => {
  document.body.dataset[what] = text;
};

/** A stream by its address. */
const stream = createSSEClient(`/api/sse/stream?channels=users/${uid()}`, { getToken });
stream.on("connected", () => show("sse", "connected"));
stream.on("user:signal:sent", (event) => show("signal", JSON.stringify(event)));

/** A client of any WebSocket server. */
const address = new URLSearchParams(location.search).get("echo") ?? `ws://${location.host}/echo`;
const socket = createWebSocketClient(address, {
  reconnect: true,
  reconnectInterval: 3000,
  maxReconnectAttempts: 10,
  heartbeatInterval: 30_000,
});
socket.onStateChange((state) => {
  show("socket", state);
  if (state === "connected") socket.send({ hello: "world" });
});
socket.onMessage((message) => show("message", JSON.stringify(message)));
socket.onError((error) => show("error", String(error)));
socket.connect();
