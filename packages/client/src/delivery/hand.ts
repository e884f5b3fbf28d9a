import type { RealtimeEvent } from "../types/catalogue.js";
import { RecentIds } from "./recent.js";
import type { Handler, Reader } from "./reader.js";

const rememberedIds = 1000;

/** Hands events to readers: a handler of several channels gets one that is in several of them once. */
export class Hand {
  /** How many channels each handler hears. */
  readonly #channels = new Map<Handler, number>();
  readonly #had = new RecentIds<Set<Handler>>(rememberedIds);

  joins({ handler, channels }: Reader): void {
    this.#count(handler, channels?.length ?? 2);
  }

  leaves({ handler, channels }: Reader): void {
    this.#count(handler, -(channels?.length ?? 2));
  }

  give(reader: Reader, event: RealtimeEvent): void {
    const { handler } = reader;
    if ((this.#channels.get(handler) ?? 0) > 1) {
      const handlers = this.#had.get(event.id) ?? new Set<Handler>();
      if (handlers.has(handler)) return;
      this.#had.set(event.id, handlers.add(handler));
    }
    reader.take(event);
  }

  clear(): void {
    this.#had.clear();
  }

  #count(handler: Handler, more: number): void {
    const count = (this.#channels.get(handler) ?? 0) + more;
    if (count > 0) this.#channels.set(handler, count);
    else this.#channels.delete(handler);
  }
}
