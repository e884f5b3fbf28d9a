import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../../platform/clock.js";
import { keyedMutex } from "../../platform/concurrency/keyedMutex.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { Random } from "../../platform/ids.js";
import type { NoticeRegistry } from "../../platform/notices/noticeRegistry.js";
import type { WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import type { InboxStore } from "./store.js";

/** Runs an attempt to write a user's inbox, and again where another writer was faster. */
export type InTurn = <T>(uid: string, attempt: () => Promise<T>) => Promise<T>;

/** What the actions of an inbox rest on. */
export interface InboxDeps {
  store: InboxStore;
  types: NoticeRegistry;
  publisher: Publisher;
  wakeUps: Pick<WakeUps, "add" | "announce" | "schedule">;
  limits: RateLimits;
  clock: Clock;
  inTurn: InTurn;
  /** A patch of all rows that are more than this is one event. */
  markBeyond: number;
}

/** Twenty processes may want the same inbox at once. */
const patience = 40;

/** A mutex per user on this instance; a conflict with another instance is retried after a random pause. */
export function inTurnOf(random: Random): InTurn {
  const turn = keyedMutex();
  const pause = (lost: number) => delay(random() * Math.min(500, 20 * 2 ** lost));
  return (uid, attempt) =>
    turn(uid, () => retryOnConflict(undefined, attempt, { attempts: patience, pause }));
}
