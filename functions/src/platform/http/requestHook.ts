import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage, Server, ServerResponse } from "node:http";

export interface HookedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
}

/**
 * Sees every request of the process before any framework does
 * (`http.server.request.start`, https://nodejs.org/api/diagnostics_channel.html#http).
 */
export function hookRequests(see: (arrival: HookedRequest) => void): void {
  subscribe("http.server.request.start", (message) => {
    const arrival = arrivalOf(message);
    if (arrival) see(arrival);
  });
}

/**
 * Puts `handle` before the handlers that a server of this process has by its next request: it answers, or passes the
 * request on to them.
 */
export function handleFirst(
  handle: (request: IncomingMessage, response: ServerResponse, passOn: () => void) => void,
): void {
  const taken = new WeakSet<Server>();
  hookRequests(({ server }) => {
    if (taken.has(server)) return;
    taken.add(server);
    // A request is announced before it is handed to them.
    const handlers = server.listeners("request");
    server.removeAllListeners("request").on("request", (req, res) => {
      handle(req, res, () => {
        for (const handler of handlers) Reflect.apply(handler, server, [req, res]);
      });
    });
  });
}

function arrivalOf(message: unknown): HookedRequest | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  if (!("request" in message && "response" in message && "server" in message)) return undefined;
  const { request, response, server } = message;
  return request instanceof IncomingMessage && isResponse(response) && isServer(server)
    ? { request, response, server }
    : undefined;
}

const isResponse = (value: unknown): value is ServerResponse => value instanceof ServerResponse;
const isServer = (value: unknown): value is Server => value instanceof Server;
