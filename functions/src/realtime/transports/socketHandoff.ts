import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { hookRequests } from "../../platform/http/requestHook.js";
import { handOver, ignoreErrors } from "./handoff.js";

const handedOver = new WeakSet<ServerResponse>();

/**
 * An open stream needs its socket and nothing else of HTTP, yet Node keeps the parser, the request and the response
 * with it: of the 20 KB that an idle response holds, the socket is 6 (measured, Node 24). So a request for a stream passes
 * as an upgrade.
 *
 * Nothing depends on it: a request that Node does not hand over is answered as a plain response.
 */
export function handOffStreamSockets(): void {
  hookRequests((arrival) => {
    if (isForStream(arrival.request)) handOver(arrival, (socket) => keep(arrival.response, socket));
  });
}

/** The socket of a response, if Node has handed it over. */
export function handedOffSocket(res: ServerResponse): Socket | undefined {
  return handedOver.has(res) ? (res.socket ?? undefined) : undefined;
}

/** Node has taken its own listeners away: it would answer a client that half-closes by closing, too. */
function keep(response: ServerResponse, socket: Socket): void {
  handedOver.add(response);
  listenTo(socket);
  socket.setTimeout(0).resume();
}

/** What every socket that was handed over needs. No closures: they would hold the request. */
export const listenTo = (socket: Socket): Socket => ignoreErrors(socket).on("end", destroyThis);

function destroyThis(this: Socket): void {
  this.destroy();
}

/** Every path that ends in `/stream`, but for durable streams, and `/realtime/events`; a long poll ends soon and may keep its connection. */
function isForStream({ method, url = "", httpVersion, headers }: IncomingMessage): boolean {
  if (headers.upgrade !== undefined) return false;
  const [path = "", query = ""] = url.split("?");
  const isNamedSo = path.endsWith("/stream") && !/^(?:\/api)?\/ds\//.test(path);
  const isStreamPath = isNamedSo || path.endsWith("/realtime/events");
  const isPoll = query.includes("poll=1") || headers["x-forwarded-host"] !== undefined;
  return isStreamPath && !isPoll && method === "GET" && httpVersion === "1.1" && isPlain(headers);
}

const isPlain = (headers: IncomingMessage["headers"]): boolean =>
  !["content-length", "transfer-encoding", "upgrade", "expect"].some((name) => name in headers);
