import { setTimeout as delay } from "node:timers/promises";
import { type Clock, seconds } from "../../platform/clock.js";
import type { Log } from "../../platform/log.js";
import type { Bus } from "./bus.js";
import { type BusMessage, encodePacket } from "./message.js";

/** Publishes to the bus, best effort: never rejects, and a slow bus delays no caller for long. */
export type TryPublish = (shard: number, message: BusMessage) => Promise<void>;

/** How long a caller waits for a bus that seems healthy. A function's CPU is gone after its answer. */
const patienceMs = 250;
/** While the bus is suspect, callers wait for nothing. */
const suspectForMs = seconds(10);
/**
 * One slow publish says nothing: a function whose CPU was taken away is slow once, and an instance that stopped waiting
 * would lose the fast path of all that comes next. So many in a row are a slow bus.
 */
const slowInARow = 3;

export function tryPublishTo(bus: Pick<Bus, "publish">, clock: Clock, log: Log): TryPublish {
  let suspectUntil = 0;
  let slow = 0;

  const publish = async (shard: number, message: BusMessage): Promise<true> => {
    try {
      await bus.publish(shard, encodePacket(message));
    } catch (error) {
      log.warn("bus.publish.failed", { shard, reason: String(error) });
      suspect();
    }
    return true;
  };

  const suspect = (): void => {
    suspectUntil = clock.now() + suspectForMs;
    slow = 0;
  };

  return async (shard, message) => {
    const before = slow;
    const published = publish(shard, message);
    if (clock.now() < suspectUntil) return;
    const inTime = await Promise.race([published, delay(patienceMs, false, { ref: false })]);
    if (inTime) slow = 0;
    // All that were under way during one pause were slow together: they count as one.
    else if (slow === before) slow++;
    if (slow >= slowInARow) suspect();
  };
}
