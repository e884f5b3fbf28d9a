import type { Environment } from "../environment/environment.js";
import { pauseAfter } from "../connection/backoff.js";
import type { RealtimeEvent } from "../types/catalogue.js";
import { RealtimeError } from "../types/errors.js";
import type { SubscribeOptions } from "../types/options.js";
import type { Continuity } from "../types/states.js";

export type Handler = (event: RealtimeEvent) => unknown;

export interface ReaderDeps {
  readonly env: Pick<Environment, "after" | "random">;
  failed(error: RealtimeError): void;
  delivered(event: RealtimeEvent): void;
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
  private held: RealtimeEvent[] | undefined;
  private again: Continuity | undefined;
  private closed = false;
  private era = 0;

  constructor(
    /** As they were asked for; undefined: all. */
    readonly channels: readonly string[] | undefined,
    readonly handler: Handler,
    readonly options: SubscribeOptions,
    private readonly deps: ReaderDeps,
  ) {}

  /** Its state is being fetched: what its handler has made is not what its position says. */
  get isHolding(): boolean {
    return this.held !== undefined;
  }

  take(event: RealtimeEvent): void {
    if (this.closed) return;
    if (!this.held) return this.deliver(event);
    this.held.push(event);
    if (this.held.length <= mostHeld) return;
    // They come with the state that is fetched next.
    this.held = [];
    this.again ??= { channel: event.channel, start: "reset", head: event.seq };
  }

  begin(continuity: Continuity): void {
    if (this.closed) return;
    this.guard(continuity.channel, () => this.options.onStart?.(continuity));
    if (continuity.start !== "reset" || !this.options.refetch) return;
    if (this.held) {
      this.again = continuity;
      return;
    }
    this.held = [];
    void this.refetch(continuity, this.options.refetch);
  }

  end(error: RealtimeError): void {
    if (this.closed) return;
    this.guard(error.channel, () => this.options.onEnd?.(error));
  }

  close(): void {
    this.closed = true;
    this.dropHeld();
  }

  /** Of a user who is gone. */
  dropHeld(): void {
    this.era++;
    this.held = this.again = undefined;
    this.restored.clear();
  }

  private async refetch(
    first: Continuity,
    fetchState: NonNullable<SubscribeOptions["refetch"]>,
  ): Promise<void> {
    let continuity: Continuity | undefined = first;
    let failures = 0;
    const { era } = this;
    await this.wait(Math.round(this.deps.env.random() * refetchSpreadMs));
    while (continuity && era === this.era) {
      const current: Continuity = continuity;
      this.again = undefined;
      const failed = await this.deps
        .inTurn(() => fetchState(current))
        .then(
          () => undefined,
          (error: unknown) =>
            new RealtimeError("refetch", "The state could not be fetched.", { cause: error }),
        );
      if (era !== this.era) return;
      if (failed) {
        this.deps.failed(failed);
        await this.wait(pauseAfter(failures++, this.deps.env.random, { leastMs: 500 }));
      } else continuity = this.again;
    }
    const held = this.held ?? [];
    this.held = undefined;
    for (const event of held) if (era === this.era) this.deliver(event);
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.deps.env.after(ms, resolve));
  }

  private deliver(event: RealtimeEvent): void {
    this.deps.delivered(event);
    this.guard(event.channel, () => this.handler(event));
  }

  private guard(channel: string | undefined, act: () => unknown): void {
    const report = (cause: unknown): void => {
      const details = { ...(channel !== undefined && { channel }), cause };
      this.deps.failed(new RealtimeError("handler", "A handler threw.", details));
    };
    try {
      const result = act();
      if (result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
  }
}
