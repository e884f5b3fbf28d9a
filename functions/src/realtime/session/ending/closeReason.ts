import type { ReconnectReason } from "@firecast/contract/core/events";

/**
 * Why a session is over, for the log and for transports with close codes: what the client is told in `reconnect`, or one of
 * - `client_gone`: the client left, or its connection broke.
 * - `revoked`: the user lost the right to its last channel.
 * - `unauthenticated`: the account was disabled, deleted or signed out everywhere.
 * - `answered`: a long poll had something to say.
 * - `poll_over`: a long poll had nothing to say in its time.
 */
export type CloseReason =
  ReconnectReason | "client_gone" | "revoked" | "unauthenticated" | "answered" | "poll_over";
