import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage } from "node:http";

/**
 * Sees every request of the process before any framework does
 * (`http.server.request.start`, https://nodejs.org/api/diagnostics_channel.html#http).
 */
export function onArrival(see: (request: IncomingMessage) => void): void {
  subscribe("http.server.request.start", (message) => {
    if (typeof message !== "object" || message === null || !("request" in message)) return;
    if (message.request instanceof IncomingMessage) see(message.request);
  });
}
