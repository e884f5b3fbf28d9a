import { setTimeout as delay } from "node:timers/promises";
import { keyedMutex } from "../concurrency/keyedMutex.js";
import type { Random } from "../ids.js";
import type { IdempotentRequest } from "./idempotency.js";
import { retryOnConflict } from "./retryOnConflict.js";

/** Runs an attempt to write what the key names, and again where another writer was faster. */
export type InTurn = <T>(
  key: string,
  attempt: () => Promise<T>,
  request?: Pick<IdempotentRequest, "document" | "recall">,
) => Promise<T>;

/** Twenty processes may want the same at once. */
const patience = 40;

/** A mutex per key on this instance; a conflict with another instance is retried after a random pause. */
export function inTurnOf(random: Random): InTurn {
  const turn = keyedMutex();
  const pause = (lost: number) => delay(random() * Math.min(500, 20 * 2 ** lost));
  return (key, attempt, request) =>
    turn(key, () => retryOnConflict(request, attempt, { attempts: patience, pause }));
}
