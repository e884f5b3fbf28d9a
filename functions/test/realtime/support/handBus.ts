import type { Bus, Listener, BusSubscription } from "../../../src/realtime/bus/bus.js";
import type { Packet } from "../../../src/realtime/bus/message.js";

/** A bus that delivers, repeats and loses packets when the test says so. One shard. */
export class HandBus implements Bus {
  readonly inFlight: Packet[] = [];
  private readonly listeners = new Set<Listener>();
  private broken = false;
  private silent = false;

  publish(_: number, packet: Packet): Promise<void> {
    this.inFlight.push(packet);
    return Promise.resolve();
  }

  subscribe(_: number, listener: Listener): Promise<BusSubscription> {
    this.listeners.add(listener);
    return Promise.resolve({
      close: () => {
        this.listeners.delete(listener);
        return Promise.resolve();
      },
    });
  }

  /** Hands over one packet that is under way; it stays under way if it shall come again. */
  deliver(index: number, again = false): void {
    const packet = this.inFlight[index];
    if (!packet) return;
    if (!again) this.lose(index);
    if (this.broken || this.silent) return;
    for (const listener of this.listeners) listener.onPacket(packet);
  }

  lose(index: number): void {
    this.inFlight.splice(index, 1);
  }

  break(): void {
    if (this.broken) return;
    this.broken = true;
    for (const listener of this.listeners) listener.onBroken(new Error("the bus broke"));
  }

  /** Loses every packet without a word, as a real bus may for minutes. */
  silence(): void {
    this.silent = true;
  }

  restore(): void {
    this.silent = false;
    if (!this.broken) return;
    this.broken = false;
    for (const listener of this.listeners) listener.onRestored();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
