import { setTimeout as delay } from "node:timers/promises";
import type { Bus } from "../../src/realtime/bus/bus.js";
import { decodePacket, type Packet } from "../../src/realtime/bus/message.js";

/** Shares of packets, 0 to 1. */
export interface Chaos {
  drop: number;
  /**
   * Instead of `drop`, of what tells that a right was taken away, and only where it is published: such news come twice, from
   * the request and from a trigger, and are lost at most once.
   */
  dropRevocation: number;
  duplicate: number;
  /** Held back for up to `delayMs`, which reorders them too. */
  delay: number;
  delayMs: number;
  /** The process dies between the commit and the publish. */
  crash: number;
}

/** A bus in front of the real one that does what a bus may do at its worst. */
export function chaosBus(bus: Bus, chaos: Chaos, random: () => number, die: () => void): Bus {
  const happens = (share: number): boolean => random() < share;

  const late = async (): Promise<void> => {
    if (happens(chaos.delay)) await delay(random() * chaos.delayMs);
  };

  return {
    publish: async (shard, packet) => {
      if (packet.attributes["kind"] === "events" && happens(chaos.crash)) die();
      if (happens(isRevocation(packet) ? chaos.dropRevocation : chaos.drop)) return;
      await late();
      await bus.publish(shard, packet);
      if (happens(chaos.duplicate)) await bus.publish(shard, packet);
    },
    subscribe: (shard, listener) =>
      bus.subscribe(shard, {
        ...listener,
        onPacket: (packet) => {
          if (!isRevocation(packet) && happens(chaos.drop)) return;
          const copies = happens(chaos.duplicate) ? 2 : 1;
          for (let copy = 0; copy < copies; copy++) void late().then(() => listener.onPacket(packet));
        },
      }),
    close: () => bus.close(),
  };
}

function isRevocation(packet: Packet): boolean {
  if (packet.attributes["kind"] !== "control") return false;
  const message = decodePacket(packet);
  return message.type === "control" && message.control.type === "access_revoked";
}
