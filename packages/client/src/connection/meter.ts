import type { Environment } from "../environment/environment.js";
import type { MonitorFigures } from "../types/options.js";

const keptArrivals = 200;
const rateOverSeconds = 10;
/** Nothing is under way for so long, ms. */
const clockWasSetMs = 60_000;

/** Counts what the monitor shows. */
export class Meter {
  /** When events came, and when they had happened. */
  #arrivals: { readonly now: number; readonly at: string }[] = [];
  /** How many came, by the second. */
  readonly #counts = new Map<number, number>();
  readonly #causes = new Map<string, number>();
  #connects = 0;
  #bytes = 0;
  #events = 0;
  #errors = 0;
  /** What the server's clock is ahead, ms. */
  #ahead: number | undefined;

  constructor(private readonly env: Pick<Environment, "now">) {}

  connected(): void {
    this.#connects++;
  }

  reconnected(cause: string): void {
    this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + 1);
  }

  read(chars: number): void {
    this.#bytes += chars;
  }

  failed(): void {
    this.#errors++;
  }

  /** What the server's clock showed when it sent what has just come. */
  clock(at: string): void {
    const ahead = Date.parse(at) - this.env.now();
    if (!Number.isFinite(ahead)) return;
    const known = this.#ahead ?? ahead;
    // The greatest is the one that was under way for the shortest time, unless the device's clock was set.
    this.#ahead = Math.abs(ahead - known) < clockWasSetMs ? Math.max(ahead, known) : ahead;
  }

  /** Only counts, since each event passes here: `monitor()` works figures out when it is called. */
  delivered(at: string): void {
    const now = this.env.now();
    const second = Math.floor(now / 1000);
    const count = this.#counts.get(second);
    if (count === undefined)
      for (const other of this.#counts.keys())
        if (other <= second - rateOverSeconds) this.#counts.delete(other);
    this.#counts.set(second, (count ?? 0) + 1);
    this.#events++;
    this.#arrivals.push({ now, at });
    if (this.#arrivals.length > 2 * keptArrivals) this.#arrivals = this.#arrivals.slice(-keptArrivals);
  }

  serverNow(): number {
    return this.env.now() + (this.#ahead ?? 0);
  }

  figures(): MonitorFigures {
    const since = Math.floor(this.env.now() / 1000) - rateOverSeconds;
    const counted = [...this.#counts].reduce(
      (sum, [second, count]) => (second > since ? sum + count : sum),
      0,
    );
    const arrivals = this.#arrivals.slice(-keptArrivals);
    const ahead = this.#ahead ?? 0;
    const sorted = arrivals.map(({ now, at }) => now + ahead - Date.parse(at)).toSorted((a, b) => a - b);
    return {
      latencyMs: sorted[Math.floor(sorted.length / 2)],
      connects: this.#connects,
      reconnects: Object.fromEntries(this.#causes),
      bytes: this.#bytes,
      events: this.#events,
      eventsPerSecond: counted / rateOverSeconds,
      errors: this.#errors,
    };
  }
}
