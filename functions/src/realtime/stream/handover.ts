import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

const handedOver = new WeakSet<ServerResponse>();

/**
 * An open stream needs its socket and nothing else of HTTP, yet Node keeps the parser, the request and the response
 * with it: of the 20 KB that an idle response holds, the socket is 6 (measured, Node 24). Node lets go of them itself
 * where a request is upgraded (https://nodejs.org/api/http.html#event-upgrade), right after reading it. So a request
 * for a stream passes as an upgrade: it is answered as usual, and who answers may keep the bare socket.
 *
 * Nothing depends on it: a request that Node does not hand over is answered as a plain response.
 */
export function handOverStreams(): void {
  subscribe("http.server.request.start", (message) => {
    const start = startOf(message);
    if (start && isForStream(start.request)) handOver(start);
  });
}

/** The socket of a response, if Node has handed it over. */
export function handedOverSocket(res: ServerResponse): Socket | undefined {
  return handedOver.has(res) ? (res.socket ?? undefined) : undefined;
}

interface Start {
  request: IncomingMessage;
  response: ServerResponse;
  server: Server;
}

function handOver({ request, response, server }: Start): void {
  // Somebody who serves real upgrades here would be handed our streams.
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

/** What every handed over socket needs. No closures: these would hold the request. */
export const listenTo = (socket: Socket): Socket => socket.on("error", ignore).on("end", destroyThis);

const ignore = (): void => undefined;
function destroyThis(this: Socket): void {
  this.destroy();
}

/** Every path that ends in `/stream`, and `/realtime/events`; a long poll ends soon and may keep its connection. */
function isForStream({ method, url = "", httpVersion, headers }: IncomingMessage): boolean {
  const [path = "", query = ""] = url.split("?");
  const isPoll = query.includes("poll=1") || headers["x-forwarded-host"] !== undefined;
  const isPlain = !["content-length", "transfer-encoding", "upgrade", "expect"].some(
    (name) => name in headers,
  );
  const isStreamPath = path.endsWith("/stream") || path.endsWith("/realtime/events");
  return isStreamPath && method === "GET" && httpVersion === "1.1" && isPlain && !isPoll;
}

function startOf(message: unknown): Start | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  if (!("request" in message && "response" in message && "server" in message)) return undefined;
  const { request, response, server } = message;
  const isHttp =
    request instanceof IncomingMessage && response instanceof ServerResponse && server instanceof Server;
  return isHttp ? { request, response, server } : undefined;
}
