import type { ClientSession } from "./clientSession.js";
import type { CloseReason } from "./ending/closeReason.js";

/** What else wants to know of open sessions: the connection limit, presence. */
export interface SessionObserver {
  opened(session: ClientSession): void;
  /** The session has these channels, too, from here on. */
  joined?(session: ClientSession, channels: readonly string[]): void;
  /** The session's user has brought a newer proof of identity. */
  renewed?(session: ClientSession): void;
  /** The session goes on without this channel. */
  left?(session: ClientSession, channel: string): void;
  /** Also called for a session that never opened. */
  closed(session: ClientSession): void;
  /** After that, once for each session. */
  ended?(session: ClientSession, reason: CloseReason): void;
}
