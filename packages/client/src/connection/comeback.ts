import { reasonOf } from "../stream/link.js";
import { type ProblemDocument, RealtimeError } from "../types/errors.js";
import { pauseAfter } from "./backoff.js";
import type { Next } from "./decide.js";
import type { PoolHost, PoolState } from "./host.js";
import type { Transport } from "./ladder.js";
import type { Reception } from "./reception.js";
import type { Timers } from "./timers.js";

interface ComebackDeps {
  readonly host: PoolHost;
  readonly channels: Map<string, string | undefined>;
  readonly reception: Reception;
  readonly timers: Timers;
  open(transport?: Transport): void;
  /** The channel cannot be read. */
  drop(asked: string, problem: ProblemDocument): void;
  stop(): void;
  set(state: PoolState): void;
}

/** Failures in a row before short requests are tried. */
const failuresBeforeRefetch = 3;
/** Between rounds of short requests; after the last one a link is tried again. */
const refetchMs = [5000, 6000, 7000, 8000, 9000, 10_000] as const;

/** How a pool comes back when its link has ended. */
export class Comeback {
  /** The next token has to be a new one. */
  force = false;
  /** The first cap of pauses, as the server's `retry:` says; undefined: it has not said. */
  retryMs: number | undefined;
  #failures = 0;
  /** What a pause waits for. */
  #wake: (() => void) | undefined;

  constructor(private readonly deps: ComebackDeps) {}

  /** A link has lived for long enough. */
  proven(): void {
    this.#failures = 0;
  }

  stop(): void {
    this.#failures = 0;
    this.#wake = undefined;
  }

  /** Ends a pause soon. False: there is none. */
  hurry(): boolean {
    const { host, timers } = this.deps;
    if (this.#wake) timers.after("retry", Math.round(host.env.random() * 500), this.#wake);
    return this.#wake !== undefined;
  }

  follow(next: Next): void {
    const { host, channels, reception, timers, open } = this.deps;
    switch (next.type) {
      case "stop":
        return;
      case "poll":
        return timers.after("retry", this.retryMs ?? 0, () => open());
      case "again":
        this.force = next.force ?? false;
        host.meter.reconnected(next.cause);
        return this.pause(next.exactMs, next.cause);
      case "step_down":
        host.ladder.leave(next.from);
        return open();
      case "forget":
        reception.forget();
        for (const name of channels.keys()) channels.set(name, undefined);
        return this.#fail({ type: "pause", cause: next.cause, answered: true });
      case "drop":
        return this.#drop(next.channels.map((channel) => [channel, next.problem]));
      case "probe":
        return void this.#probe(next.problem);
      case "suspend":
        return host.suspend(
          next.reason,
          new RealtimeError(next.reason === "auth" ? "unauthenticated" : "connection", next.text, {
            problem: next.problem,
          }),
        );
      case "pause":
        return this.#fail(next);
    }
  }

  pause(ms: number, cause: string): void {
    const { host, timers, open, set } = this.deps;
    const attempt = Math.max(1, this.#failures);
    set({ type: "reconnecting", attempt, retryAt: host.env.now() + ms, cause });
    this.#wake = () => {
      this.#wake = undefined;
      open();
    };
    timers.after("retry", ms, this.#wake);
  }

  #fail({ cause, leastMs, answered = false }: Extract<Next, { type: "pause" }>): void {
    const { host, timers } = this.deps;
    const isOver = timers.stamp();
    this.#failures++;
    host.meter.reconnected(cause);
    host.failed(new RealtimeError("connection", `Not connected: ${cause}.`));
    if (isOver()) return; // there is no network
    if (this.#failures >= host.maxAttempts) return host.suspend("attempts");
    if (!answered && this.#failures % failuresBeforeRefetch === 0) return void this.#refetch(0);
    const { retryMs } = this;
    const firstMs = Math.max(500, retryMs ?? 0, host.firstMs() ?? retryMs ?? 1000);
    this.pause(pauseAfter(this.#failures - 1, host.env.random, { firstMs, leastMs }), cause);
  }

  #drop(refused: Iterable<readonly [string, ProblemDocument]>): void {
    const { channels, drop, open, stop } = this.deps;
    for (const [channel, problem] of refused) drop(channel, problem);
    if (channels.size > 0) open();
    else stop();
  }

  async #probe(problem: ProblemDocument): Promise<void> {
    const { host, channels, timers } = this.deps;
    const isOver = timers.stamp();
    const refused = await host.env.parts
      .shortRequests()
      .then(({ findRefused }) => findRefused(host.request, [...channels.keys()]))
      .catch(() => new Map<string, ProblemDocument>());
    if (isOver()) return;
    if (refused.size > 0) this.#drop(refused);
    else this.#fail({ type: "pause", cause: problem.title, answered: true });
  }

  async #refetch(round: number): Promise<void> {
    const { host, reception, channels, timers, open, set } = this.deps;
    const isOver = timers.stamp();
    try {
      const { readRound } = await host.env.parts.shortRequests();
      await readRound({ host, reception, channels, isOver });
    } catch (error) {
      if (isOver()) return;
      this.#failures++;
      return this.pause(pauseAfter(this.#failures - 1, host.env.random), reasonOf(error));
    }
    if (isOver()) return;
    set({ type: "degraded", transport: "refetch" });
    timers.after("retry", refetchMs[round] ?? 10_000, () => {
      if (round + 1 < refetchMs.length) return void this.#refetch(round + 1);
      this.#failures = failuresBeforeRefetch - 1;
      open("poll");
    });
  }
}
