import type { WireEvent } from "@firecast/contract/core/events";
import type { ToldOf } from "../connection/told.js";
import type { Position } from "./position.js";
import type { Reader } from "./reader.js";

/** What waits for events that come before it. */
export type Waiting =
  | ToldOf<"start">
  | { readonly type: "event"; readonly event: WireEvent; readonly cursor: string | undefined };

/** One channel as this page knows it. */
export interface Feed {
  readonly asked: string;
  name: string;
  /** Undefined until the channel has begun. */
  position: Position | undefined;
  keyed: boolean;
  /** What came while the events before it were fetched. */
  waiting: Waiting[] | undefined;
  /** Where a hole was seen; seen again at the same place it is none that another stream would fill. */
  holeAt: number | undefined;
}

/** The channels of this page, by the names that they are asked for by and by their full ones, and who reads them. */
export class Feeds {
  readonly readers = new Set<Reader>();
  readonly #byAsked = new Map<string, Feed>();
  /** A channel may be asked for by its full name and by a short one. */
  readonly #byName = new Map<string, readonly Feed[]>();
  readonly #readersOf = new Map<string, readonly Reader[]>();
  /** Who hears every channel. */
  everything: readonly Reader[] = [];

  get positions(): ReadonlyMap<string, string | undefined> {
    return new Map([...this.#byAsked].map(([asked, { position }]) => [asked, position?.cursor]));
  }

  /** By its full name, or the one that it is asked for by. */
  find(channel: string): Feed | undefined {
    return this.named(channel)[0] ?? this.#byAsked.get(channel);
  }

  /** Those that have begun, by their full name. */
  named(channel: string): readonly Feed[] {
    return this.#byName.get(channel) ?? [];
  }

  /** All that a channel is here, whatever it was asked for by. */
  of(...names: readonly string[]): ReadonlySet<Feed> {
    const feeds = names.flatMap((name) => [...this.named(name), this.#byAsked.get(name) ?? []].flat());
    return new Set(feeds);
  }

  asked(name: string): Feed {
    const known = this.#byAsked.get(name);
    if (known) return known;
    const nothing = { position: undefined, waiting: undefined, holeAt: undefined };
    const made: Feed = { asked: name, name, keyed: false, ...nothing };
    this.#byAsked.set(name, made);
    return made;
  }

  isKnown(feed: Feed): boolean {
    return this.#byAsked.get(feed.asked) === feed;
  }

  begins(feed: Feed, name: string): void {
    feed.name = name;
    this.#byName.set(name, [...new Set([...this.named(name), feed])]);
  }

  readersOf({ asked }: Feed): readonly Reader[] {
    return this.#readersOf.get(asked) ?? [];
  }

  /** Who takes an event of the feed. */
  hearersOf(feed: Feed): readonly Reader[] {
    return this.everything.length > 0 ? [...this.readersOf(feed), ...this.everything] : this.readersOf(feed);
  }

  add(reader: Reader): void {
    this.readers.add(reader);
    if (!reader.channels) this.everything = [...this.everything, reader];
    for (const asked of reader.channels ?? [])
      this.#readersOf.set(asked, [...(this.#readersOf.get(asked) ?? []), reader]);
  }

  /** False: it was not there. */
  delete(reader: Reader): boolean {
    if (!this.readers.delete(reader)) return false;
    const others = (readers: readonly Reader[] = []) => readers.filter((other) => other !== reader);
    this.everything = others(this.everything);
    for (const asked of reader.channels ?? []) {
      const left = others(this.#readersOf.get(asked));
      if (left.length > 0) this.#readersOf.set(asked, left);
      else this.remove(asked);
    }
    return true;
  }

  remove(asked: string): void {
    const feed = this.#byAsked.get(asked);
    this.#readersOf.delete(asked);
    this.#byAsked.delete(asked);
    if (!feed) return;
    const others = this.named(feed.name).filter((other) => other !== feed);
    this.#byName.set(feed.name, others);
  }

  /** Nothing of what a user had is known any more; what is wanted stays. */
  forget(): void {
    this.#byName.clear();
    for (const feed of this.#byAsked.values()) {
      feed.position = feed.waiting = feed.holeAt = undefined;
      feed.name = feed.asked;
    }
  }
}
