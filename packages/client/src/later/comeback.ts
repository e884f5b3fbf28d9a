import type { Shared } from "../environment/shared.js";
import type { ShortRequests } from "../requests/shortRequests.js";
import type { ProblemDocument } from "../types/errors.js";
import type { Transport } from "../stream/link.js";
import type { Attended } from "./care.js";
import type { Ladder } from "./ladder.js";
import type { Next } from "./decide.js";

/** Failures in a row before short requests are tried. */
const failuresBeforeRefetch = 3;
/** Between rounds of short requests; after the last one a link is tried again. */
const refetchMs = [5000, 6000, 7000, 8000, 9000, 10_000] as const;

/** How a pool comes back when its link has ended. */
export class Comeback {
  /** The next token has to be a new one. */
  force = false;
  #failures = 0;
  /** What a pause waits for. */
  #wake: (() => void) | undefined;

  constructor(
    private readonly pool: Attended,
    private readonly ladder: Ladder,
    private readonly requests: ShortRequests,
    private readonly shared: Shared,
  ) {}

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
    const { host, timers } = this.pool;
    if (this.#wake) timers.after("retry", Math.round(host.env.random() * 500), this.#wake);
    return this.#wake !== undefined;
  }

  follow(next: Next): void {
    const { host, channels, reception, timers, open } = this.pool;
    switch (next.type) {
      case "stop":
        return;
      case "poll":
        return timers.after("retry", this.pool.retryMs ?? 0, () => open("link"));
      case "again":
        this.force = next.force ?? false;
        host.meter.reconnected(next.cause);
        return this.pause(next.exactMs, next.cause);
      case "step_down":
        this.ladder.leave(next.from);
        return open("link");
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
          new this.shared.RealtimeError(
            next.reason === "auth" ? "unauthenticated" : "connection",
            next.text,
            {
              problem: next.problem,
            },
          ),
        );
      case "pause":
        return this.#fail(next);
    }
  }

  pause(ms: number, cause: string): void {
    const { pool } = this;
    const { host, timers } = pool;
    const attempt = Math.max(1, this.#failures);
    pool.set({ type: "reconnecting", attempt, retryAt: host.env.now() + ms, cause });
    this.#wake = () => {
      this.#wake = undefined;
      pool.open("link");
    };
    timers.after("retry", ms, this.#wake);
  }

  #fail({ cause, leastMs, answered = false }: Extract<Next, { type: "pause" }>): void {
    const { host, timers } = this.pool;
    const { RealtimeError, pauseAfter } = this.shared;
    const isOver = timers.stamp();
    this.#failures++;
    host.meter.reconnected(cause);
    host.failed(new RealtimeError("connection", `Not connected: ${cause}.`));
    if (isOver()) return; // there is no network
    if (this.#failures >= host.maxAttempts) return host.suspend("attempts");
    if (!answered && this.#failures % failuresBeforeRefetch === 0) return void this.#refetch(0);
    const { retryMs } = this.pool;
    const firstMs = Math.max(500, retryMs ?? 0, host.firstMs() ?? retryMs ?? 1000);
    this.pause(pauseAfter(this.#failures - 1, host.env.random, { firstMs, leastMs }), cause);
  }

  #drop(refused: Iterable<readonly [string, ProblemDocument]>): void {
    const { pool } = this;
    for (const [channel, problem] of refused) pool.drop(channel, channel, problem);
    if (pool.channels.size > 0) pool.open("link");
    else pool.stop();
  }

  async #probe(problem: ProblemDocument): Promise<void> {
    const { host, channels, timers } = this.pool;
    const isOver = timers.stamp();
    const refused = await this.requests.findRefused(host.request, [...channels.keys()]);
    if (isOver()) return;
    if (refused.size > 0) this.#drop(refused);
    else this.#fail({ type: "pause", cause: problem.title, answered: true });
  }

  async #refetch(round: number): Promise<void> {
    const { pool } = this;
    const { host, reception, channels, timers } = pool;
    const { pauseAfter, reasonOf } = this.shared;
    const isOver = timers.stamp();
    try {
      await this.requests.readRound({ host, reception, channels, isOver });
    } catch (error) {
      if (isOver()) return;
      this.#failures++;
      return this.pause(pauseAfter(this.#failures - 1, host.env.random), reasonOf(error));
    }
    if (isOver()) return;
    pool.set({ type: "degraded", transport: "refetch" });
    const climb = (transport?: Transport): void => {
      this.#wake = undefined;
      this.#failures = failuresBeforeRefetch - 1; // another failure leads back here
      pool.open("link", transport);
    };
    this.#wake = () => climb();
    timers.after("retry", refetchMs[round] ?? 10_000, () => {
      this.#wake = undefined;
      if (round + 1 < refetchMs.length) void this.#refetch(round + 1);
      else climb("poll");
    });
  }
}
