import type { Clock } from "../../platform/clock.js";
import type { Log } from "../../platform/log.js";
import type { SequencedEvent } from "../log/event.js";
import type { Bus } from "./bus.js";
import { type Control, encodePacket, type EphemeralEvent } from "./message.js";
import { controlShard, shardOf } from "./shard.js";
import { tryPublishTo } from "./tryPublish.js";

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
    ephemeral: (channel, events) =>
      tryPublish(shardOf(channel, shards), { type: "ephemeral", channel, events }),
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
