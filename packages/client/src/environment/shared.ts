import { pauseAfter, retryAfterMs } from "../connection/backoff.js";
import { createLink, reasonOf } from "../stream/link.js";
import { openStreamLink } from "../stream/streamLink.js";
import { isCount, isRecord, isWireEvent, problemOf } from "../stream/wire.js";
import { attempt } from "./attempt.js";
import { RealtimeError } from "../types/errors.js";

/** What parts that are loaded later take from the core: it is handed to them, so that a bundler leaves the core in one file. */
export const shared = {
  attempt,
  createLink,
  openStreamLink,
  reasonOf,
  isCount,
  isRecord,
  isWireEvent,
  problemOf,
  pauseAfter,
  retryAfterMs,
  RealtimeError,
};

export type Shared = typeof shared;
