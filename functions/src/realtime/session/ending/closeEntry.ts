import type { LogFields } from "../../../platform/log.js";
import type { ClientSession } from "../clientSession.js";
import type { CloseReason } from "./closeReason.js";

/** Channels that are named in a log entry; the others are counted. */
const namedChannels = 5;

interface Closed {
  session: ClientSession;
  reason: CloseReason;
  /** Those that it had been opened for, and those that it had in the end. */
  channels: readonly string[];
  /** Milliseconds since the epoch. */
  now: number;
}

/** What the log says of a session that is over: never a token, a ticket or a cursor. */
export function closeEntry({ session, reason, channels, now }: Closed): LogFields {
  const { uid, sentBytes, transport } = session;
  const { connectionId, openedAt } = session.options;
  return {
    reason,
    ms: Math.max(0, now - openedAt),
    bytes: sentBytes,
    channels: channels.slice(0, namedChannels),
    channelCount: channels.length,
    connectionId,
    uid,
    transport: transport.name,
  };
}
