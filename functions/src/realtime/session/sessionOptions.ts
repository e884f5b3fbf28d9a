import type { ReconnectReason } from "@firecast/contract/core/events";
import type { User } from "../../platform/auth/user.js";
import type { Delivered } from "../measured.js";
import type { CloseReason } from "./ending/closeReason.js";
import type { Replays } from "./replays.js";

/** Of a session that a ticket opened. */
export interface SessionTicket {
  /** Names the ticket: it has one session at a time. */
  readonly id: string;
  /** Goes into every cursor of the session. */
  readonly secret: string;
  /** The cursor of what is sent before the session stands anywhere: what the client has brought, with the secret. */
  readonly firstCursor: string;
}

/** What is one session's own. */
export interface SessionOptions {
  readonly connectionId: string;
  /** Undefined: a caller without an account, in whose place the session's `uid` is what no uid can be. */
  readonly user: User | undefined;
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
  /** When it has to end, ms since the epoch. */
  readonly endsAt: number;
  /** What the client is told then; a long poll just ends. */
  readonly endsBecause?: ReconnectReason | undefined;
  readonly ticket?: SessionTicket | undefined;
  /** The connection in whose place the client opened this one. */
  readonly replaces?: string | undefined;
  /** Names of the channels that it was opened for. */
  readonly asked: readonly string[];
  readonly replays: Replays;
  /** Bytes after which the session ends itself. */
  readonly maxBytes: number;
}

/** What all sessions of an instance have in common: one object, for an idle session shall be small. */
export interface SessionTerms<Session> {
  /** Between two pings of a stream, ms. */
  readonly pingMs: number;
  /** Bytes waiting for a slow reader before the session is closed. */
  readonly maxQueueBytes: number;
  readonly delivered: Delivered;
  /** What a client shall wait before it comes back. */
  retryMs(reason: ReconnectReason): number;
  /** The user has lost the right to the channel. */
  onLeave(session: Session, channel: string): void;
  /** Called once. */
  onClose(session: Session, reason: CloseReason): void;
}
