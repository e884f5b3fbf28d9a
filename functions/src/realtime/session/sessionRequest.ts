import { Problem } from "../../platform/problems.js";
import type { Channel } from "@firecast/contract/core/channel";
import type { User } from "../../platform/auth/user.js";
import type { Begin } from "../hub/attach.js";
import type { Replays } from "./replays.js";
import type { SessionTicket } from "./sessionOptions.js";

/** What a client asks for, once it is known who it is and that it may. */
export interface SessionRequest {
  /** Undefined: a caller without an account. */
  user: User | undefined;
  channels: readonly Channel[];
  begin: Begin;
  ticket?: Admission;
  /** The connection in whose place the client opens this one. */
  replaces?: string;
  replays: Replays;
}

/** What a ticket gives a session. */
export interface Admission extends SessionTicket {
  /** Uses the ticket up; see `Presented.use`. */
  use(): Promise<void>;
}

/** Whether the ticket is used up is not known: the client is given what opens its session in both cases. */
export function orLater(error: unknown): "unknown" {
  if (error instanceof Problem) throw error;
  return "unknown";
}
