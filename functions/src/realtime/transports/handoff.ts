import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { HookedRequest } from "../../platform/http/requestHook.js";

/**
 * Has Node hand the socket of this request over, as it does where a request is upgraded
 * (https://nodejs.org/api/http.html#event-upgrade), right after reading it: parser, request and response let go of it. The
 * request is served as usual, and its handler may keep the bare socket. Not where another handler of upgrades listens.
 */
export function handOver(
  { request, response, server }: HookedRequest,
  keep: (socket: Socket, head: Buffer) => void,
): void {
  // A handler of real upgrades on this server would be handed our requests.
  if (server.listenerCount("upgrade") > 0) return;
  const take = (upgraded: IncomingMessage, _socket: unknown, head: Buffer): void => {
    if (upgraded === request) keep(request.socket, head);
    else upgraded.socket.destroy();
  };
  server.once("upgrade", take);
  // All of this happens while the bytes of this one request are read: no other request sees the listener.
  process.nextTick(() => server.off("upgrade", take));
  Object.assign(request, { upgrade: true });
  // Without a parser there is no next request on this connection.
  response.shouldKeepAlive = false;
}

export const ignoreErrors = (socket: Socket): Socket => socket.on("error", ignore);

const ignore = (): void => undefined;

/** Once what serves the socket listens for its errors: two listeners would be a list, of each idle connection. */
export function leaveErrors(socket: Duplex): void {
  if (socket.listenerCount("error") > 1) socket.off("error", ignore);
}

/** One after the other: after `removeAllListeners` a socket keeps those that come next in a table that is larger. */
export function forgetListeners(socket: Socket): Socket {
  for (const event of socket.eventNames())
    for (const listener of socket.rawListeners(event))
      Reflect.apply(socket.removeListener, socket, [event, listener]);
  return socket;
}

/** What is written to the connection until the end of this turn of the event loop leaves in one packet, and by one system call. */
export function writeTogether(socket: Duplex): void {
  socket.cork();
  setImmediate(() => socket.uncork());
}

/** Of an idle connection's listeners most often there is one. */
export const bothOf = (first: (() => void) | undefined, second: () => void): (() => void) =>
  first
    ? () => {
        first();
        second();
      }
    : second;
