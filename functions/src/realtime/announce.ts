import { setTimeout as delay } from "node:timers/promises";
import { type Clock, seconds } from "../platform/clock.js";
import type { Log } from "../platform/log.js";
import type { Bus } from "./bus/bus.js";
import { type BusMessage, encodePacket } from "./bus/message.js";

/** Publishes to the bus without ever failing or slowing down whoever asked. */
export type Announce = (shard: number, message: BusMessage) => Promise<void>;

/** How long a caller waits for a bus that seems healthy. A function's CPU is gone after its answer. */
const patienceMs = 250;
/** After a failure nobody waits for this long. */
const suspectForMs = seconds(10);

export function announcer(bus: Bus, clock: Clock, log: Log): Announce {
  let suspectUntil = 0;

  const publish = async (shard: number, message: BusMessage): Promise<boolean> => {
    try {
      await bus.publish(shard, encodePacket(message));
      return true;
    } catch (error) {
      log.warn("bus.publish.failed", { shard, reason: String(error) });
      return false;
    }
  };

  return async (shard, message) => {
    const published = publish(shard, message);
    if (clock.now() < suspectUntil) return;
    const healthy = await Promise.race([published, delay(patienceMs, false, { ref: false })]);
    if (!healthy) suspectUntil = clock.now() + suspectForMs;
  };
}
