import type { DocumentData } from "firebase-admin/firestore";
import type { Log } from "../../platform/log.js";
import type { Bus } from "./bus.js";
import { encodePacket } from "./message.js";
import { StoredEvent } from "../log/event.js";
import { shardOf } from "./shard.js";

export interface CreatedEvent {
  readonly data?: { data(): DocumentData } | undefined;
  readonly document: string;
}

/**
 * Publishes every event document once more: what an instance committed and could not broadcast still reaches
 * all subscribers.
 * Runs at least once, in any order; safe to repeat, since hubs drop by `seq` what they have.
 */
export function relay(deps: { bus: Bus; shards: number; log: Log }) {
  return async ({ data, document }: CreatedEvent): Promise<void> => {
    const stored = data?.data();
    if (stored?.["closed"] === true) return; // the end of a log
    const event = StoredEvent.safeParse(stored);
    if (!event.success) {
      deps.log.error("relay.event.unreadable", event.error, { document });
      return;
    }
    const { channel } = event.data;
    const packet = encodePacket({ type: "events", channel, events: [event.data] });
    await deps.bus.publish(shardOf(channel, deps.shards), packet);
  };
}
