import type { Publish } from "../stream/link.js";
import type { ConnectionState } from "../types/states.js";
import type { PoolHost } from "./host.js";
import { Pool } from "./pool.js";

/** Channels by the names they are asked for by, each with the position where its reader stands. */
export type Wanted = ReadonlyMap<string, string | undefined>;

export interface ConnectionDeps extends Omit<PoolHost, "changed" | "ladder"> {
  readonly channelsPerPool: number;
  changed(state: ConnectionState): void;
}

/** Channels without a subscription stay on the stream for so long, ms: pages come and go. */
const lingerMs = 5000;
/** What is asked for within this time is asked for together, ms. */
const togetherMs = 5;

/** The streams of all wanted channels: a pool for each 16 of them. */
export class Connection {
  #pools: Pool[] = [];
  #wanted: Wanted = new Map();
  #active = false;
  #soon: (() => void) | undefined;
  #linger: (() => void) | undefined;
  readonly #host: PoolHost;

  constructor(private readonly deps: ConnectionDeps) {
    this.#host = {
      ...deps,
      changed: () => deps.changed(this.state),
    };
  }

  get state(): ConnectionState {
    const states = this.#pools.filter(({ isRunning }) => isRunning).map(({ state }) => state);
    if (states.length === 0) return { type: "idle" };
    for (const type of ["reconnecting", "connecting", "degraded"] as const) {
      const found = states.find((state) => state.type === type);
      if (found) return found;
    }
    return { type: "open" };
  }

  /** Undefined while no socket is open. */
  get publish(): Publish | undefined {
    return this.#pools.find(({ publish }) => publish)?.publish;
  }

  /** The channels to be heard. What is added is opened at once, what is gone some seconds later. */
  want(wanted: Wanted): void {
    this.#wanted = wanted;
    const known = this.#known;
    if ([...wanted.keys()].some((name) => !known.has(name)))
      this.#soon ??= this.deps.env.after(togetherMs, () => {
        this.#soon = undefined;
        this.#add();
      });
    this.#linger ??= this.deps.env.after(lingerMs, () => {
      this.#linger = undefined;
      this.#leave();
    });
  }

  resume(): void {
    if (this.#active) return;
    this.#active = true;
    for (const pool of this.#pools) pool.start();
    this.deps.changed(this.state);
  }

  pause(): void {
    this.#active = false;
    for (const pool of this.#pools) pool.stop();
  }

  /** `anew`: what was found not to get through may do so now. */
  awaken(anew: boolean): void {
    if (anew) this.#host.ladder?.forgive();
    for (const pool of this.#pools) pool.awaken();
  }

  close(): void {
    this.#soon?.();
    this.#linger?.();
    this.pause();
  }

  /** What is on a stream. */
  get #known(): ReadonlySet<string> {
    return new Set(this.#pools.flatMap(({ channels }) => [...channels.keys()]));
  }

  #add(): void {
    const known = this.#known;
    const changed = new Set<Pool>();
    for (const [name, cursor] of this.#wanted) {
      if (known.has(name)) continue;
      const pool = this.#poolWithRoom();
      pool.channels.set(name, cursor);
      changed.add(pool);
    }
    for (const pool of changed) if (this.#active) pool.update();
    this.deps.changed(this.state);
  }

  #poolWithRoom(): Pool {
    const found = this.#pools.find(({ channels }) => channels.size < this.deps.channelsPerPool);
    if (found) return found;
    const made = new Pool(this.#host);
    this.#pools.push(made);
    return made;
  }

  #leave(): void {
    for (const pool of this.#pools) {
      const gone = [...pool.channels.keys()].filter((name) => !this.#wanted.has(name));
      for (const name of gone) pool.channels.delete(name);
      if (gone.length > 0 && this.#active) pool.update();
    }
    this.#pools = this.#pools.filter(({ channels }) => channels.size > 0);
    this.deps.changed(this.state);
  }
}
