import { setTimeout as delay } from "node:timers/promises";
import { type Clock, seconds } from "../../platform/clock.js";
import type { Log } from "../../platform/log.js";
import type { SequencedEvent } from "../log/event.js";
import type { Bus } from "./bus.js";
import { type BusMessage, type Control, encodePacket, type EphemeralEvent } from "./message.js";
import { controlShard, shardOf } from "./shard.js";

/** Sends to every instance: to this one at once, to the others over the bus. */
export interface Broadcast {
  /** Events of one channel that have just been committed. Never rejects: what the bus does not carry, the relay does. */
  events(events: readonly SequencedEvent[]): Promise<void>;
  /** Ephemeral events of one channel. Never rejects: a lost one is no failure. */
  ephemeral(channel: string, events: readonly EphemeralEvent[]): Promise<void>;
  /** Never rejects. */
  control(control: Control): Promise<void>;
  /** The same for a caller that is retried. @throws Error if the bus did not take it. */
  ensureControl(control: Control): Promise<void>;
  /** From now on the observer gets what this instance broadcasts, before the bus does. */
  observe(observer: LocalObserver): void;
}

/** A part of this instance that need not wait for the bus. */
export interface LocalObserver {
  onEvents?(events: readonly SequencedEvent[]): void;
  onEphemeral?(events: readonly EphemeralEvent[]): void;
  onControl?(control: Control): void;
}

export interface BroadcastDeps {
  bus: Pick<Bus, "publish">;
  clock: Clock;
  log: Log;
  shards: number;
}

export function broadcastOver({ bus, clock, log, shards }: BroadcastDeps): Broadcast {
  const observers: LocalObserver[] = [];
  const tryPublish = tryPublishTo(bus, clock, log);
  const obey = (control: Control): void => {
    for (const observer of observers) observer.onControl?.(control);
  };

  return {
    events: async (events) => {
      const [first] = events;
      if (!first) return;
      for (const observer of observers) observer.onEvents?.(events);
      const { channel } = first;
      await tryPublish(shardOf(channel, shards), { type: "events", channel, events });
    },
    ephemeral: (channel, events) => {
      for (const observer of observers) observer.onEphemeral?.(events);
      return tryPublish(shardOf(channel, shards), { type: "ephemeral", channel, events });
    },
    control: async (control) => {
      obey(control);
      await tryPublish(controlShard, { type: "control", control });
    },
    ensureControl: async (control) => {
      obey(control);
      await bus.publish(controlShard, encodePacket({ type: "control", control }));
    },
    observe: (observer) => void observers.push(observer),
  };
}

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
