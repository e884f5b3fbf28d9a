import type { Environment } from "../environment/environment.js";
import type { Part } from "../environment/parts.js";
import type { Later } from "../later/later.js";
import { pauseAfter } from "../connection/backoff.js";
import type { RealtimeEvent } from "../types/catalogue.js";
import { RealtimeError } from "../types/errors.js";
import type { ChannelSnapshot, SubscribeOptions } from "../types/options.js";
import type { Continuity } from "../types/states.js";

export type Handler = (event: RealtimeEvent) => unknown;

export interface ReaderDeps {
  readonly env: Pick<Environment, "after" | "random">;
  readonly later: Part<Later>;
  failed(error: RealtimeError): void;
  delivered(event: RealtimeEvent): void;
  /** See `readSnapshot`. `isAgain`: the last attempt failed. */
  readState(channel: string, isAgain: boolean): Promise<ChannelSnapshot | undefined>;
  /** Runs refetches of all readers one after the other. */
  inTurn(act: () => Promise<unknown>): Promise<unknown>;
}

/** Events that are held at most while a state is fetched again; beyond, it is fetched once more. */
const mostHeld = 1000;

/** What is to be known of a reader to fetch its state again. */
export interface Renewal extends Omit<ReaderDeps, "later" | "delivered"> {
  /** By channel, where each has a state of its own. */
  readonly due: Map<string, Continuity>;
  readonly options: SubscribeOptions;
  isOver(): boolean;
  wait(ms: number): Promise<void>;
  /** Gives the handler the state of a channel. */
  take(state: ChannelSnapshot): void;
}

/** One subscription: holds events back while the state is fetched, and keeps what its handler throws to itself. */
export class Reader {
  /** Durable events up to this `seq` are not for it, by channel. */
  readonly after = new Map<string, number>();
  /** Channels whose state it was given back, and that have not begun since. */
  readonly restored = new Set<string>();
  #held: RealtimeEvent[] | undefined;
  /** What is to be fetched again: by channel, where each has a state of its own. */
  readonly #due = new Map<string, Continuity>();
  /** Up to where the handler has been given the state of a channel. */
  readonly #stateAt = new Map<string, number>();
  #closed = false;
  #era = 0;

  constructor(
    /** As they were asked for; undefined: all. */
    readonly channels: readonly string[] | undefined,
    readonly handler: Handler,
    readonly options: SubscribeOptions,
    private readonly deps: ReaderDeps,
  ) {}

  /** Its state is being fetched: what its handler has made is not what its position says. */
  get isHolding(): boolean {
    return this.#held !== undefined;
  }

  /** Whether what happens at `seq` comes after its beginning in the channel; undefined: it has no place in the log. */
  isFor(asked: string, seq: number | undefined): boolean {
    if (!this.channels) return true;
    const after = this.after.get(asked);
    return after !== undefined && (seq === undefined || seq > after);
  }

  take(event: RealtimeEvent): void {
    if (this.#closed) return;
    if (!this.#held) return this.#deliver(event);
    this.#held.push(event);
    if (this.#held.length <= mostHeld) return;
    // They come with the state that is fetched next.
    this.#held = [];
    this.#dueAgain({ channel: event.channel, start: "reset", head: event.seq });
  }

  begin(continuity: Continuity): void {
    if (this.#closed) return;
    this.#guard(continuity.channel, () => this.options.onStart?.(continuity));
    const { refetch, snapshot } = this.options;
    const isReset = continuity.start === "reset";
    if (isReset) this.#stateAt.delete(continuity.channel);
    if (continuity.start === "resumed" || !(snapshot ?? (isReset && refetch))) return;
    this.#dueAgain(continuity);
    if (this.#held) return;
    this.#held = [];
    void this.#renew(isReset);
  }

  end(error: RealtimeError): void {
    if (this.#closed) return;
    this.#guard(error.channel, () => this.options.onEnd?.(error));
  }

  close(): void {
    this.#closed = true;
    this.dropHeld();
  }

  /** Of a user who is gone. */
  dropHeld(): void {
    this.#era++;
    this.#held = undefined;
    for (const known of [this.#due, this.#stateAt, this.restored]) known.clear();
  }

  #dueAgain(continuity: Continuity): void {
    const isByChannel = this.options.snapshot ?? !this.channels;
    this.#due.set(isByChannel ? continuity.channel : "", continuity);
  }

  /** Fetches what is due, then hands out what came meanwhile. */
  async #renew(isReset: boolean): Promise<void> {
    const { deps, options } = this;
    const era = this.#era;
    const isOver = (): boolean => era !== this.#era;
    const wait = (ms: number): Promise<void> => this.#wait(ms);
    const take = (state: ChannelSnapshot): void => {
      this.#stateAt.set(state.channel, state.seq);
      this.#guard(state.channel, () => options.snapshot?.(state));
    };
    for (let failures = 0; !isOver(); failures++) {
      const code = await deps.later.load().catch(() => undefined);
      if (code) {
        await code.fetchDue({ ...deps, options, due: this.#due, isOver, wait, take }, isReset);
        break;
      }
      await wait(pauseAfter(failures, deps.env.random, { leastMs: 500 }));
    }
    if (isOver()) return;
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const event of held) if (!isOver()) this.#deliver(event);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.deps.env.after(ms, resolve));
  }

  #deliver(event: RealtimeEvent): void {
    if (event.seq !== undefined && event.seq <= (this.#stateAt.get(event.channel) ?? 0)) return;
    this.deps.delivered(event);
    try {
      this.#settle(event.channel, this.handler(event));
    } catch (error) {
      this.#report(event.channel, error);
    }
  }

  #guard(channel: string | undefined, act: () => unknown): void {
    try {
      this.#settle(channel, act());
    } catch (error) {
      this.#report(channel, error);
    }
  }

  #settle(channel: string | undefined, result: unknown): void {
    if (result instanceof Promise) result.catch((error: unknown) => this.#report(channel, error));
  }

  #report(channel: string | undefined, cause: unknown): void {
    const details = { ...(channel !== undefined && { channel }), cause };
    this.deps.failed(new RealtimeError("handler", "A handler threw.", details));
  }
}
