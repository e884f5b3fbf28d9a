import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type HookedRequest, hookRequests } from "../../platform/http/requestHook.js";

const handedOver = new WeakSet<ServerResponse>();

/**
 * An open stream needs its socket and nothing else of HTTP, yet Node keeps the parser, the request and the response
 * with it: of the 20 KB that an idle response holds, the socket is 6 (measured, Node 24). Node lets go of them itself
 * where a request is upgraded (https://nodejs.org/api/http.html#event-upgrade), right after reading it. So a request
 * for a stream passes as an upgrade: it is answered as usual, and the handler may keep the bare socket.
 *
 * Nothing depends on it: a request that Node does not hand over is answered as a plain response.
 */
export function handOffStreamSockets(): void {
  hookRequests((arrival) => {
    if (isForStream(arrival.request)) handOver(arrival);
  });
}

/** The socket of a response, if Node has handed it over. */
export function handedOffSocket(res: ServerResponse): Socket | undefined {
  return handedOver.has(res) ? (res.socket ?? undefined) : undefined;
}

function handOver({ request, response, server }: HookedRequest): void {
  // A handler of real upgrades on this server would be handed our streams.
  if (server.listenerCount("upgrade") > 0) return;
  const take = (upgraded: IncomingMessage): void => {
    if (upgraded === request) keep(response, request.socket);
    else upgraded.socket.destroy();
  };
  server.once("upgrade", take);
  // All of this happens while the bytes of this one request are read: no other request sees the listener.
  process.nextTick(() => server.off("upgrade", take));
  Object.assign(request, { upgrade: true });
  // Without a parser there is no next request on this connection.
  response.shouldKeepAlive = false;
}

/** Node has taken its own listeners away: it would answer a client that half-closes by closing, too. */
function keep(response: ServerResponse, socket: Socket): void {
  handedOver.add(response);
  listenTo(socket);
  socket.setTimeout(0).resume();
}

/** What every socket that was handed over needs. No closures: they would hold the request. */
export const listenTo = (socket: Socket): Socket => socket.on("error", ignore).on("end", destroyThis);

const ignore = (): void => undefined;
function destroyThis(this: Socket): void {
  this.destroy();
}

/** Every path that ends in `/stream`, and `/realtime/events`; a long poll ends soon and may keep its connection. */
function isForStream({ method, url = "", httpVersion, headers }: IncomingMessage): boolean {
  const [path = "", query = ""] = url.split("?");
  const isStreamPath = path.endsWith("/stream") || path.endsWith("/realtime/events");
  const isPoll = query.includes("poll=1") || headers["x-forwarded-host"] !== undefined;
  return isStreamPath && !isPoll && method === "GET" && httpVersion === "1.1" && isPlain(headers);
}

const isPlain = (headers: IncomingMessage["headers"]): boolean =>
  !["content-length", "transfer-encoding", "upgrade", "expect"].some((name) => name in headers);
