import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { hookRequests } from "../../platform/http/requestHook.js";
import { servedFunction } from "../../platform/params.js";
import { forgetListeners, handOver, ignoreErrors } from "./handoff.js";

/** A connection that is to be a WebSocket's, and what came on it after the request. */
export interface Upgrade {
  readonly socket: Socket;
  readonly head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/**
 * Functions get an upgrade as an ordinary request: nothing in functions-framework listens to Node's `upgrade`. Node hands
 * its socket over all the same, so that nothing of HTTP stays with it. Only in a process that serves one of these functions.
 */
export function handOffUpgrades(functions: readonly string[], served = servedFunction()): void {
  if (served !== undefined && !functions.includes(served)) return;
  hookRequests((arrival) => {
    const { request } = arrival;
    if (!asksForUpgrade(request)) return;
    handOver(arrival, (socket, head) => {
      // Nothing is read before there is a listener.
      ignoreErrors(socket).setTimeout(0);
      upgrades.set(request, { socket, head });
    });
  });
}

/** `GET` with `Upgrade: websocket`. */
export const asksForUpgrade = ({ method, headers }: IncomingMessage): boolean =>
  method === "GET" && headers.upgrade?.toLowerCase() === "websocket";

/** Takes the connection of such a request; its response is over, as if it had been sent, and nothing of both stays in memory. */
export function takeUpgrade(req: IncomingMessage, res: ServerResponse): Upgrade {
  const upgrade = upgrades.get(req) ?? { socket: req.socket, head: Buffer.alloc(0) };
  upgrades.delete(req);
  if (res.socket) res.detachSocket(res.socket);
  res.emit("close");
  // Listeners of the request and the response would keep both in memory.
  ignoreErrors(forgetListeners(upgrade.socket));
  leaveDomain();
  return upgrade;
}

/**
 * functions-framework calls its handler in a `domain`, of which every emitter that is made in it has a reference, and which
 * keeps the request and its response in memory (https://nodejs.org/api/domain.html#domainexit).
 */
function leaveDomain(): void {
  const domain: unknown = Reflect.get(process, "domain");
  if (domain instanceof EventEmitter && "exit" in domain && typeof domain.exit === "function")
    Reflect.apply(domain.exit, domain, []);
}
