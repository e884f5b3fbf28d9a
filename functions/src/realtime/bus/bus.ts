import type { Packet } from "./message.js";

export interface BusSubscription {
  /** Stops listening and deletes the subscription. */
  close(): Promise<void>;
}

export interface Listener {
  onPacket(packet: Packet): void;
  /** Packets may be missing from here on: the subscription broke and is being made anew. */
  onBroken(error: unknown): void;
  /** Packets published from now on arrive again. */
  onRestored(): void;
}

/**
 * Carries packets between instances: at most once in effect, in any order. Nothing that must not be lost depends on it
 * alone; the log is the truth.
 */
export interface Bus {
  publish(shard: number, packet: Packet): Promise<void>;
  /** Resolves when every packet published from then on will arrive. */
  subscribe(shard: number, listener: Listener): Promise<BusSubscription>;
  close(): Promise<void>;
}
