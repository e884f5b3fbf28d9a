import type { Environment } from "../environment/environment.js";
import type { Shared } from "../environment/shared.js";
import type { RealtimeError } from "../types/errors.js";
import type { Feeds } from "../delivery/feeds.js";
import type { Position } from "../delivery/position.js";
import type { Reader } from "../delivery/reader.js";
import { type Saved, type SavedStates, savedStates } from "./saved.js";

export interface KeepingDeps {
  readonly env: Pick<Environment, "after" | "storage">;
  readonly feeds: Feeds;
  failed(error: RealtimeError): void;
}

const persistEveryMs = 1000;

/** Keeps the states that readers make together with the positions they belong to, over a reload. */
export class Keeping {
  #saved: SavedStates | undefined;
  #persisting: (() => void) | undefined;

  constructor(
    private readonly deps: KeepingDeps,
    private readonly shared: Shared,
  ) {}

  /** Who the user is: what was saved for this user is given back to those that wait for it. */
  begin(key: string): void {
    this.#saved = savedStates(this.shared, this.deps.env.storage, key);
    for (const reader of this.deps.feeds.readers) this.restore(reader);
  }

  forget(): void {
    this.#persisting?.();
    this.#persisting = this.#saved = undefined;
  }

  soon(): void {
    this.#persisting ??= this.deps.env.after(persistEveryMs, () => this.persist());
  }

  /** Writes states with their positions, together. */
  persist(): void {
    this.#persisting?.();
    this.#persisting = undefined;
    const all = new Map<string, Saved>();
    for (const reader of this.deps.feeds.readers) {
      const { state } = reader.options;
      const positions = this.#positionsOf(reader);
      if (!state || !positions) continue;
      this.#guard("A saver threw.", () => all.set(state.name, { positions, state: state.save() }));
    }
    if (all.size > 0) this.#saved?.write(all);
  }

  restore(reader: Reader): void {
    const { feeds } = this.deps;
    const { channels, options } = reader;
    const found = options.state && this.#saved?.read(options.state.name);
    if (!found || !channels || reader.after.size > 0) return;
    // A channel that has begun has gone on since: its reader begins at the present.
    const fits = channels.every((asked) => {
      const saved = found.positions.get(asked);
      const { position = saved } = feeds.asked(asked);
      return saved !== undefined && position?.seq === saved.seq;
    });
    if (!fits || !this.#guard("A saved state was refused.", () => options.state?.restore(found.state)))
      return;
    for (const asked of channels) {
      const feed = feeds.asked(asked);
      feed.position = found.positions.get(asked);
      reader.after.set(asked, feed.position?.seq ?? 0);
      reader.restored.add(asked);
    }
  }

  /** Undefined unless its state is that of a position in each of its channels. */
  #positionsOf({ channels, isHolding }: Reader): ReadonlyMap<string, Position> | undefined {
    if (!channels || isHolding) return undefined;
    const positions = channels.flatMap((asked) => {
      const position = this.deps.feeds.find(asked)?.position;
      return position ? [[asked, position] as const] : [];
    });
    return positions.length === channels.length ? new Map(positions) : undefined;
  }

  #guard(text: string, act: () => unknown): boolean {
    try {
      act();
      return true;
    } catch (cause) {
      this.deps.failed(new this.shared.RealtimeError("handler", text, { cause }));
      return false;
    }
  }
}
