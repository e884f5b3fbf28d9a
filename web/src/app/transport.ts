import { stored } from "../ui/stored.js";

export const transports = ["sse", "websocket"] as const;
export type Transport = (typeof transports)[number];

const choice = stored("transport");

/** How events come to this browser. The pages are the same, whichever it is. */
export const transport = {
  get: (): Transport => (choice.get() === "websocket" ? "websocket" : "sse"),
  set: (next: Transport): void => choice.set(next === "sse" ? null : next),
};

const bySocketIo = stored("issues-by-socket-io");

/** Whether the pages of issues hear of them by Socket.IO, whatever all else comes by. */
export const issuesBySocketIo = {
  get: (): boolean => bySocketIo.get() === "yes",
  set: (next: boolean): void => bySocketIo.set(next ? "yes" : null),
};
