import { setTimeout as delay } from "node:timers/promises";
import { seconds } from "../../platform/clock.js";
import type { Log } from "../../platform/log.js";
import type { Bus, BusSubscription } from "../bus/bus.js";
import type { Packet } from "../bus/message.js";
import { controlShard } from "../bus/shard.js";

interface Events {
  onPacket(packet: Packet): void;
  /** Packets may have been missed until now. */
  onRestored(shard: number): void;
}

interface Listening {
  /** Settles when the first attempt has ended, either way. */
  readonly attempted: Promise<void>;
  subscription: BusSubscription | undefined;
  hears: boolean;
  wanted: boolean;
}

/** A stream does not wait longer for the bus: it can live on the log alone until the bus is there. */
const firstAttemptMs = seconds(3);

/** One bus subscription per shard that a channel needs, made when it is first needed. */
export class ShardListeners {
  private readonly shards = new Map<number, Listening>();
  private held = 0;

  constructor(
    private readonly bus: Bus,
    private readonly log: Log,
    private readonly events: Events,
  ) {}

  /** Resolves when packets published from then on arrive, or when that could not be had in time. Never rejects. */
  listen(shard: number): Promise<void> {
    const known = this.shards.get(shard);
    if (known) return known.attempted;
    const opening = this.open(shard, () => listening);
    const listening: Listening = {
      attempted: Promise.race([opening, delay(firstAttemptMs, undefined, { ref: false })]),
      subscription: undefined,
      hears: false,
      wanted: true,
    };
    this.shards.set(shard, listening);
    return listening.attempted;
  }

  get isEmpty(): boolean {
    return this.shards.size === 0;
  }

  hears(shard: number): boolean {
    return this.shards.get(shard)?.hears ?? false;
  }

  /** Until the function returned is called, what is said to all instances is heard whatever channels need. */
  hold(released: () => void): () => void {
    this.held++;
    return () => {
      this.held--;
      released();
    };
  }

  /** Drops what no channel needs any more; an instance without channels listens to nothing. */
  keepOnly(needed: ReadonlySet<number>): void {
    for (const [shard, listening] of this.shards) {
      const keep = needed.has(shard) || (shard === controlShard && needed.size + this.held > 0);
      if (!keep) void this.drop(shard, listening);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.shards].map(([shard, listening]) => this.drop(shard, listening)));
  }

  private async drop(shard: number, listening: Listening): Promise<void> {
    this.shards.delete(shard);
    listening.wanted = false;
    listening.hears = false;
    await listening.subscription?.close();
  }

  private async open(shard: number, self: () => Listening): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const subscription = await this.bus.subscribe(shard, {
          onPacket: (packet) => this.events.onPacket(packet),
          onBroken: () => {
            self().hears = false;
          },
          onRestored: () => {
            self().hears = true;
            this.events.onRestored(shard);
          },
        });
        const listening = self();
        if (!listening.wanted) return await subscription.close();
        listening.subscription = subscription;
        listening.hears = true;
        // If this was quick, there is no subscriber yet; one that did not wait for it may have missed something.
        this.events.onRestored(shard);
        return;
      } catch (error) {
        this.log.warn("hub.listen.failed", { shard, attempt, reason: String(error) });
        if (!self().wanted) return;
        await delay(Math.min(seconds(10), 500 * 2 ** attempt), undefined, { ref: false });
      }
    }
  }
}
