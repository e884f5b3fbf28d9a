import type { Socket } from "socket.io";
import type { Log } from "../../../platform/log.js";
import type { Problem } from "../../../platform/problems.js";

/** The client hears what is wrong; one that may try again is cut off instead, which its library takes for a reason to. */
export function refused({ log }: { readonly log: Log }, socket: Socket, problem: Problem): Error {
  if (problem.status >= 500) log.warn("socket.open.failed", { reason: String(problem.cause) });
  if (problem.status === 503) socket.conn.close();
  return Object.assign(new Error(problem.message), { data: problem.document() });
}
