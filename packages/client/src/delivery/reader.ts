import type { Environment } from "../environment/environment.js";
import { pauseAfter } from "../connection/backoff.js";
import type { RealtimeEvent } from "../types/catalogue.js";
import { RealtimeError } from "../types/errors.js";
import type { ChannelSnapshot, SubscribeOptions } from "../types/options.js";
import type { Continuity } from "../types/states.js";

export type Handler = (event: RealtimeEvent) => unknown;

export interface ReaderDeps {
  readonly env: Pick<Environment, "after" | "random">;
  failed(error: RealtimeError): void;
  delivered(event: RealtimeEvent): void;
  /** See `readSnapshot`. `isAgain`: the last attempt failed. */
  readState(channel: string, isAgain: boolean): Promise<ChannelSnapshot | undefined>;
  /** Runs refetches of all readers one after the other. */
  inTurn(act: () => Promise<unknown>): Promise<unknown>;
}

/** Events that are held at most while a state is fetched again; beyond, it is fetched once more. */
const mostHeld = 1000;
/** Clients that were reset together do not ask together, ms. */
const refetchSpreadMs = 2000;

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

  /** Fetches what is due, one after the other, then hands out what came meanwhile. */
  async #renew(isReset: boolean): Promise<void> {
    const { env, failed, inTurn } = this.deps;
    const era = this.#era;
    const isOver = (): boolean => era !== this.#era;
    let failures = 0;
    if (isReset) await this.#wait(Math.round(env.random() * refetchSpreadMs));
    for (const [key, continuity] of this.#due) {
      if (isOver()) return;
      this.#due.delete(key);
      try {
        await inTurn(() => this.#fetchState(continuity, failures > 0, isOver));
      } catch (cause) {
        if (isOver()) return;
        failed(new RealtimeError("refetch", "The state could not be fetched.", { cause }));
        if (!this.#due.has(key)) this.#due.set(key, continuity);
        await this.#wait(pauseAfter(failures++, env.random, { leastMs: 500 }));
      }
    }
    if (isOver()) return;
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const event of held) if (!isOver()) this.#deliver(event);
  }

  async #fetchState(continuity: Continuity, isAgain: boolean, isOver: () => boolean): Promise<void> {
    const { snapshot, refetch } = this.options;
    if (isOver()) return;
    if (snapshot) {
      const state = await this.deps.readState(continuity.channel, isAgain);
      if (isOver()) return;
      if (state && state.seq < (continuity.head ?? 0))
        throw new Error("the state is older than what follows");
      if (state) {
        this.#stateAt.set(state.channel, state.seq);
        this.#guard(state.channel, () => snapshot(state));
      } else
        this.deps.failed(
          new RealtimeError("request", `${continuity.channel} is not keyed: it has no state.`),
        );
    }
    if (continuity.start === "reset") await refetch?.(continuity);
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
