import { assertNever } from "../../../platform/assertNever.js";
import type { CloseReason } from "../../session/ending/closeReason.js";

/**
 * Why a WebSocket is closed, as a number (https://www.rfc-editor.org/rfc/rfc6455#section-7.4): the registered ones say when to
 * come back, those from 4400 on are HTTP's statuses. The reason beside it is the word of the session.
 */
export function closeCodeOf(reason: CloseReason): number {
  switch (reason) {
    case "shutting_down":
    case "lifetime":
    case "byte_budget":
    case "idle":
    case "rights_changed":
      return closeCodes.restart;
    case "overloaded":
    case "unavailable":
      return closeCodes.tryLater;
    case "token_expiring":
    case "unauthenticated":
      return closeCodes.unauthenticated;
    case "revoked":
      return closeCodes.forbidden;
    case "slow_reader":
      return closeCodes.slow;
    case "connection_limit":
    case "rate_limited":
      return closeCodes.limited;
    case "client_gone":
    case "answered":
    case "poll_over":
      return closeCodes.normal;
    default:
      return assertNever(reason);
  }
}

/** Of a connection that was refused with a problem of this status. */
export const closeCodeFor = (status: number): number => (status >= 500 ? closeCodes.tryLater : 4000 + status);

export const closeCodes = {
  normal: 1000,
  unsupportedData: 1003,
  /** Come back with the cursor, after the time that `reconnect` has named. */
  restart: 1012,
  tryLater: 1013,
  unauthenticated: 4401,
  forbidden: 4403,
  slow: 4408,
  limited: 4429,
} as const;
