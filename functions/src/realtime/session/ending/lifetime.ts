import type { ReconnectReason } from "@firecast/contract/core/events";
import type { User } from "../../../platform/auth/user.js";
import { seconds } from "../../../platform/clock.js";
import type { Random } from "../../../platform/ids.js";

/** When a session has to end, and what its client is told then; a long poll just ends. */
export interface Lifetime {
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  readonly endsBecause?: ReconnectReason;
}

/** Between the end of a session and the end of the token that opened it. */
const tokenLeeway = seconds(5);

/** Whichever limit comes first; lifetimes differ, so that streams opened together do not return together. */
export function lifetimeOf(
  user: Pick<User, "expiresAt"> | undefined,
  now: number,
  longestMs: number,
  random: Random,
): Lifetime {
  const lifetime = now + longestMs * (0.85 + 0.15 * random());
  const token = (user?.expiresAt ?? Infinity) - tokenLeeway;
  return token < lifetime
    ? { endsAt: token, endsBecause: "token_expiring" }
    : { endsAt: lifetime, endsBecause: "lifetime" };
}
